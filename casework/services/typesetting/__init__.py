"""Documents as PDF: made by a child process of limited life, from our templates and plain data."""
