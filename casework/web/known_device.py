"""A browser that signed in before has tries of its own: nobody else's guesses lock its owner out.

The cookie names account and device, signed for this tenant. It is no proof of anything but of a past sign-in.
"""

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from casework.base.ids import new_secret, secret_hash
from casework.domain.email import email_key
from casework.web.cookies import DEVICE, read_cookie, write_cookie

_DAYS = 180


def _serializer(slug: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["DEVICE_KEY"], salt=f"casework device at {slug}")


def _account(email: str) -> str:
    return secret_hash(email_key(email)).hex()[:32]


def known_device(email: str, *, slug: str) -> str | None:
    """The id of this browser if the owner of `email` has signed in with it before."""
    try:
        held = _serializer(slug).loads(read_cookie(request, DEVICE) or "", max_age=_DAYS * 86_400)
    except BadSignature:
        return None
    if not isinstance(held, list) or len(held) != 2 or held[0] != _account(email):
        return None
    return f"{held[0]} {held[1]}"


def remember_device(answer: Response, email: str, *, slug: str) -> None:
    """Let this browser count its own tries from now on."""
    if known_device(email, slug=slug) is None:
        value = _serializer(slug).dumps([_account(email), new_secret(96)])
        write_cookie(answer, DEVICE, value, slug=slug, days=_DAYS)
