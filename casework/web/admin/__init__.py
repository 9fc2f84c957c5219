"""The administration of one tenant: its members and its settings."""
