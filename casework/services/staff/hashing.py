"""Argon2id, with the cost the application was started with."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from casework.services.staff.weak_password import MOST

COST = (65536, 3, 2)
"""Memory in KiB, passes, lanes: RFC 9106, second recommended option. OWASP's floor is 19 MiB and 2 passes."""


@lru_cache(maxsize=4)
def _hasher(memory: int, passes: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=memory, time_cost=passes, parallelism=lanes)


@lru_cache(maxsize=4)
def _nobody(cost: tuple[int, int, int]) -> str:
    """A hash that belongs to no account, made once: unknown accounts cost what known ones cost."""
    return _hasher(*cost).hash("an account that does not exist")


def _cost() -> tuple[int, int, int]:
    cost: tuple[int, int, int] = current_app.config.get("PASSWORD_COST", COST)
    return cost


def hash_password(password: str) -> str:
    """The Argon2id hash of the exact bytes of `password`."""
    return _hasher(*_cost()).hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without a hash the same work is done and the answer is no."""
    if len(password) > MOST:
        return False
    try:
        fits = _hasher(*_cost()).verify(password_hash or _nobody(_cost()), password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made at another cost than today's: replace it while the password is at hand."""
    return _hasher(*_cost()).check_needs_rehash(password_hash)
