"""Programs of lenders that hold titles electronically: their tokens, what they are told, and what they send."""
