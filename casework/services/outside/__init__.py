"""Speaking to other people's servers: the one way out."""
