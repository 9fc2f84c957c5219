"""What goes in and out, as marshmallow schemas: what a shape does not name never leaves."""
