"""Relations between members and the cases and people they keep away from."""
