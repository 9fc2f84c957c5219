"""The canonical addresses of a tenant: for mails, letters and redirects; from settings and database alone."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from casework.services.tenants.find_tenant import TenantFacts
from casework.settings import Settings


def origin_of(tenant: TenantFacts | None, settings: Settings) -> str:
    """Scheme and host at which a tenant answers: its own host when it has one."""
    if tenant is not None and tenant.host:
        return f"{urlsplit(settings.base_url).scheme}://{tenant.host}"
    return settings.base_url


def home_url(tenant: TenantFacts) -> str:
    """The canonical address of a tenant's first page."""
    settings: Settings = current_app.extensions["casework.settings"]
    return origin_of(tenant, settings) + ("/" if tenant.host else f"/t/{tenant.slug}/")


def canonical_url(tenant: TenantFacts, endpoint: str, **values: Any) -> str:
    """The one address of a page, for mails and letters: from the settings and the database, never from a request."""
    settings: Settings = current_app.extensions["casework.settings"]
    path = current_app.url_map.bind("").build(endpoint, {"tenant_slug": tenant.slug, **values})
    if tenant.host:
        path = path.removeprefix(f"/t/{tenant.slug}")
    return origin_of(tenant, settings) + path
