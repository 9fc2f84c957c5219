"""Pledges and recurring gifts: made, changed, collected."""
