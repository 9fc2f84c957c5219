"""Where to go after a small act that belongs to no page: back, but never off this site."""

from urllib.parse import urlsplit

from flask import request


def way_back(otherwise: str = "/") -> str:
    """The path the reader came from when it is one of ours, else `otherwise`."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host or not referrer.path.startswith("/") or referrer.path.startswith("//"):
        return otherwise
    return referrer.path + (f"?{referrer.query}" if referrer.query else "")
