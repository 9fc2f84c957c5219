"""Casework: multi-tenant case management with data minimization at the model layer."""
