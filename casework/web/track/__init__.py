"""A case for the person who applied: where it stands, answering, withdrawing, who has looked."""

from casework.web.track import acts, again, case, enter, links, looks, papers, pay, signatures  # noqa: F401  # they hang their pages on the door
from casework.web.track.door import track

__all__ = ["track"]
