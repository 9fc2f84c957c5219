"""Emergency access: asking for it, reading under it, and the privacy officers' reviews."""
