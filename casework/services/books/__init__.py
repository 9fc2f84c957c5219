"""The books: posting to them, reading them, closing their months."""
