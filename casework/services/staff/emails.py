"""E-mail addresses of accounts: checked when given, compared by one key."""

import unicodedata

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput

MOST = 254


def email_key(email: str) -> str:
    """What makes two addresses the same account: NFKC, casefolded, trimmed."""
    return (
        unicodedata.normalize("NFKC", email[: MOST + 2])
        .strip()
        .casefold()
        .encode("utf-8", "replace")
        .decode()
    )


def clean_email(text: str, *, field: str = "email") -> str:
    """The address in its normal form; raises `InvalidInput`. No network is asked."""
    try:
        return validate_email(
            text.strip()[: MOST + 2], check_deliverability=False, test_environment=True
        ).normalized
    except (EmailNotValidError, UnicodeError):
        raise InvalidInput({field: _l("Enter an e-mail address like name@example.org")}) from None
