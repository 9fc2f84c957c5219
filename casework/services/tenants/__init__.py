"""Deeds of the operator: add, list and suspend tenants. No content of a tenant is read here."""
