"""Identifiers: row ids, secrets, case numbers people can say, receipt codes nobody can guess."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from uuid import UUID

from uuid_utils.compat import uuid7

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_CODE_LENGTH = 20  # 20 characters of 5 bits: 100 bits, read aloud in five groups of four

# Verhoeff's check digit (1969): finds every wrong digit and every swap of neighbours.
_TIMES = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_INVERSE = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def new_id() -> UUID:
    """A new row id, ordered by time (UUID version 7)."""
    return uuid7()


def new_secret(bits: int = 128) -> str:
    """A random url-safe secret of at least `bits` bits."""
    return secrets.token_urlsafe(-(-bits // 8))


def secret_hash(secret: str) -> bytes:
    """SHA-256 of a high-entropy secret: the only form of it that is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def case_number(prefix: str) -> str:
    """A new case number, T-482-915-067: random, not sequential, the ninth digit checks the others."""
    digits = f"{secrets.randbelow(10**8):08d}"
    return _grouped(prefix.upper(), digits + _check_digit(digits))


def derived_number(prefix: str, about: bytes) -> str:
    """The number in a case number's form that `about` always has: what is begun is called by it."""
    digits = f"{int.from_bytes(hashlib.sha256(about).digest()[:8], 'big') % 10**8:08d}"
    return _grouped(prefix.upper(), digits + _check_digit(digits))


def parse_case_number(text: str) -> str | None:
    """The case number meant by `text` however it was typed, or None when it cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:64]).upper()
    plain = "".join(_ascii_digit(c) for c in plain if c.isalnum())
    found = re.fullmatch(r"([A-Z]+)([0-9]{9})", plain)
    if not found or _checked(found[2]) != 0:
        return None
    return _grouped(found[1], found[2])


def spoken_code() -> str:
    """A new secret receipt code of 100 bits, in Crockford's base 32: 7K3M-9QXA-2D4V-HB1P-0R8T."""
    code = "".join(secrets.choice(_CROCKFORD) for _ in range(_CODE_LENGTH))
    return "-".join(code[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def derived_code(secret: str, about: bytes) -> str:
    """The receipt code that `secret` always gives for `about`: who sends twice gets one code."""
    value = int.from_bytes(hmac.digest(secret.encode(), b"receipt code" + about, "sha256"), "big")
    code = "".join(_CROCKFORD[value >> (5 * at) & 31] for at in range(_CODE_LENGTH))
    return "-".join(code[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def normalise_code(text: str) -> str:
    """A typed receipt code in the form it was given out; I and L are read as 1, O as 0."""
    plain = unicodedata.normalize("NFKC", text[:128]).upper().translate(_MISREAD)
    kept = "".join(c for c in plain if c in _CROCKFORD)
    return "-".join(kept[i : i + 4] for i in range(0, len(kept), 4))


def _grouped(prefix: str, digits: str) -> str:
    return f"{prefix}-{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _ascii_digit(c: str) -> str:
    value = unicodedata.decimal(c, None)
    return c if value is None else str(value)


def _turned(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = _TURN[digit]
    return digit


def _checked(digits: str, start: int = 0) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits), start):
        total = _TIMES[total][_turned(int(digit), place)]
    return total


def _check_digit(digits: str) -> str:
    return str(_INVERSE[_checked(digits, 1)])
