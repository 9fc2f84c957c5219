"""What an operator does to the whole installation, past all tenants."""
