"""What somebody has begun and not sent: kept sealed, for thirty days, open to its holder alone."""
