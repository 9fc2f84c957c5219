"""Campaigns and appeals at the desk, and saying stop from their mails."""
