"""Slugs and hosts that a tenant may have."""

import re

from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput

RESERVED = frozenset(
    {
        "admin",
        "api",
        "app",
        "assets",
        "casework",
        "dev",
        "healthz",
        "help",
        "host",
        "localhost",
        "mail",
        "operator",
        "public",
        "readyz",
        "root",
        "sign-in",
        "static",
        "status",
        "support",
        "system",
        "t",
        "tenant",
        "tenants",
        "track",
        "www",
    }
)
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,30}[a-z0-9]")
_HOST = re.compile(
    r"(?=.{4,253}(:\d{1,5})?$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](:\d{1,5})?"
)


def check_slug(slug: str) -> str:
    """`slug` when it can stand in an address; raises InvalidInput."""
    if slug in RESERVED:
        raise InvalidInput({"slug": _l("This address is kept for the installation. Choose another")})
    if not _SLUG.fullmatch(slug) or "--" in slug:
        raise InvalidInput(
            {"slug": _l("Use 3 to 32 small letters, digits and single hyphens, a letter first")}
        )
    return slug


def check_host(host: str | None) -> str | None:
    """A host name in the form it is compared in, or None; raises InvalidInput."""
    if not host:
        return None
    host = host.strip().lower()
    if not _HOST.fullmatch(host):
        raise InvalidInput({"host": _l("Write the host as in cases.example.org, in plain letters")})
    return host
