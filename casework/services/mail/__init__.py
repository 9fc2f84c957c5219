"""Mail: what goes into it, and how it leaves."""
