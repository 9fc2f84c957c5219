"""Campaigns and appeals: making them, asking donors, and what came of it."""
