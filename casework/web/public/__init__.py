"""Pages for the public: services, applying, coming back. No account, and no JavaScript, is needed."""

from casework.web.public import apply, check, home, linked, paper, receipt, saved  # noqa: F401  # they hang their pages on the door
from casework.web.public.door import public

__all__ = ["public"]
