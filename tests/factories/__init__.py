"""Makers of what tests need. Two tenants at least: a test with one cannot see a leak."""
