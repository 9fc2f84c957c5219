"""Year-end statements of what donors gave."""
