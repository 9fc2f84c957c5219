"""Donors, gifts, funds and receipts."""
