"""Units: the parts of an office that cases are sent to, and who works in them."""
