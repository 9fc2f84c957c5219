"""What a case owes, and how it was settled."""
