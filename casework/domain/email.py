"""E-mail addresses: the form that is kept, and the key that tells whether two are the same."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

MOST = 254


def email_key(text: str) -> str:
    """What makes two addresses the same: NFKC, casefolded, trimmed."""
    key = unicodedata.normalize("NFKC", text[: MOST + 2]).strip().casefold()
    return key.encode("utf-8", "replace").decode()


def normal_email(text: str) -> str | None:
    """The address in its normal form, or None when it cannot be one. No network is asked."""
    given = text.strip()
    if len(given) > MOST:
        return None
    try:
        return str(validate_email(given, check_deliverability=False, test_environment=True).normalized)
    except (EmailNotValidError, UnicodeError):
        return None
