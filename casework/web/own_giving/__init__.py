"""A donor's own page: asked for by e-mail address, opened by a link."""

from casework.web.own_giving import account, acts, enter, name, page  # noqa: F401  # they hang their pages on the door
from casework.web.own_giving.door import own_giving

__all__ = ["own_giving"]
