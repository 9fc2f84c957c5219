"""What everybody may read of requests, without an account: list and map, one request, feeds."""

from casework.web.requests import feeds, follow, join, listing, numbers, one, photos, rss  # noqa: F401  # they hang their pages on the door
from casework.web.requests.door import requests

__all__ = ["requests"]
