"""What a board asks of the books of giving: income against last year, what falls due, the lines behind a sum."""
