"""Signing a part of somebody's case by a code, on a phone, without an account."""

from casework.web.sign import enter, page  # noqa: F401  # they hang their pages on the door
from casework.web.sign.door import sign

__all__ = ["sign"]
