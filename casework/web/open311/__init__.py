"""Open311 GeoReport v2: what anybody's program may read of requests, and how one is sent with a key."""

from casework.web.open311 import bulk, discovery, openapi, report, requests, services  # noqa: F401  # they hang on the door
from casework.web.open311.door import discovery_door, open311

__all__ = ["discovery_door", "open311"]
