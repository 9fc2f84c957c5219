"""E-mail addresses of accounts: checked when given."""

from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput
from casework.domain.email import normal_email


def clean_email(text: str, *, field: str = "email") -> str:
    """The address in its normal form; raises `InvalidInput`. No network is asked."""
    found = normal_email(text)
    if found is None:
        raise InvalidInput({field: _l("Enter an e-mail address like name@example.org")})
    return found
