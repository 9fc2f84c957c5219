"""Lists as files at the desk."""
