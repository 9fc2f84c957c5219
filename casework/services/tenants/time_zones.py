"""The time zones an office may keep."""

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """IANA zones named by place, and UTC. Reading them touches hundreds of files: once a process."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))
