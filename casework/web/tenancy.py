"""Which tenant an address means: `/t/<slug>/` on the installation's host, or a host of the tenant's own.

Routes are registered once, under `/t/<slug>/`. On a tenant's own host the path is led there unseen, and every
address that leaves is led back. A host that belongs to nobody is answered with 404 before any route is looked at.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from casework.base.errors import CaseworkError
from casework.base.phrases import phrase
from casework.services.tenants.addresses import origin_of
from casework.services.tenants.find_tenant import TenantFacts, find_tenant
from casework.settings import Settings, is_loopback
from casework.store.identity import identity_look_up
from casework.web.go import go
from casework.web.late_rule import LateRule

SLUG = r"[a-z][a-z0-9-]{1,30}[a-z0-9]"
PREFIX = "/t/<slug:tenant_slug>"
EVERYWHERE = ("/static/", "/healthz", "/readyz", "/api/", "/dev/")
"""Paths that mean the same on every host."""
_OWN = "casework.own_host"
_TENANT_PATH = re.compile(rf"/t/({SLUG})/")
_PLAIN = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
]
_PORTS = {"http": ":80", "https": ":443"}


class SlugConverter(BaseConverter):
    """A tenant's slug, as `reserved.check_slug` lets it be made."""

    regex = SLUG


class TenantClosed(CaseworkError):
    """The tenant is suspended."""

    status = Forbidden.code or 403

    def __init__(self) -> None:
        super().__init__(phrase("This office’s pages are closed for now."))


class OwnHost:
    """Leads a request for a tenant's own host to the tenant's routes; refuses hosts that nobody has."""

    def __init__(self, app: Flask, inner: WSGIApplication, settings: Settings) -> None:
        self.app, self.inner = app, inner
        self.hosts = _installation_hosts(settings)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        host = plain_host(environ)
        path = environ.get("PATH_INFO", "")
        if host in self.hosts or path in ("/healthz", "/readyz"):
            return self.inner(environ, start)
        slug = self._slug_of(host)
        if slug is None:
            start("404 Not Found", _PLAIN)
            return [b"No site has this address.\n"]
        environ[_OWN] = slug
        if not path.startswith(EVERYWHERE):
            environ["PATH_INFO"] = f"/t/{slug}{path}"
        return self.inner(environ, start)

    def _slug_of(self, host: str) -> str | None:
        try:
            with self.app.app_context(), identity_look_up() as session:
                found = find_tenant(session, host=host)
        except (SQLAlchemyError, UnicodeError, ValueError):
            return None
        return found.slug if found else None


def plain_host(environ: WSGIEnvironment) -> str:
    """The host asked for, in lower case, without the scheme's own port."""
    host = str(environ.get("HTTP_HOST", "")).lower()
    return host.removesuffix(_PORTS.get(str(environ.get("wsgi.url_scheme")), ""))


def _installation_hosts(settings: Settings) -> frozenset[str]:
    address = urlsplit(settings.base_url)
    host = address.netloc.lower().removesuffix(_PORTS[address.scheme])
    if not is_loopback(address.hostname or ""):
        return frozenset({host})
    port = f":{address.port}" if address.port and f":{address.port}" != _PORTS[address.scheme] else ""
    return frozenset({host, f"localhost{port}", f"127.0.0.1{port}", f"[::1]{port}"})


class TenantApp(Flask):
    """A Flask whose addresses fit the host they are shown on."""

    url_rule_class = LateRule

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As Flask's; on a tenant's own host without `/t/<slug>`."""
        return shown(super().url_for(endpoint, **values))


def own_host() -> str | None:
    """The slug of the tenant on whose own host this request came in, or None."""
    return request.environ.get(_OWN) if request else None


def shown(url: str) -> str:
    """An address of ours as the reader of this request must see it."""
    slug = own_host()
    if not slug:
        return url
    parts = urlsplit(url)
    if parts.path.startswith(f"/t/{slug}/") and parts.netloc in ("", request.host):
        parts = parts._replace(path=parts.path.removeprefix(f"/t/{slug}"))
    return parts.geturl()


def install_tenancy(app: Flask, settings: Settings) -> None:
    """Teach `app` its tenants. Call before any blueprint is registered."""
    app.url_map.converters["slug"] = SlugConverter
    outer: WSGIApplication = OwnHost(app, app.wsgi_app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        outer = ProxyFix(outer, x_for=hops, x_proto=hops, x_host=hops)
    app.wsgi_app = outer  # type: ignore[assignment,method-assign]  # the way Flask documents
    app.url_value_preprocessor(_find)
    app.url_defaults(_stay)
    app.before_request(_go_home)
    app.after_request(_lead_back)


def _find(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the slug out of the address and put the tenant into `g`."""
    g.tenant = None
    slug = values.pop("tenant_slug", None) if values else None
    if slug is None and endpoint is None:
        # No such page; the page that says so is still the tenant's.
        slug = found[1] if (found := _TENANT_PATH.match(request.path)) else None
    if slug is None:
        return
    with identity_look_up() as session:
        g.tenant = find_tenant(session, slug=slug)
    if g.tenant is None:
        raise NotFound


def _stay(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses made on a tenant's page stay with the tenant."""
    known = endpoint in current_app.view_functions
    if known and g.get("tenant") and current_app.url_map.is_endpoint_expecting(endpoint, "tenant_slug"):
        values.setdefault("tenant_slug", g.tenant.slug)


def _go_home() -> Response | None:
    """A tenant with a host of its own is read there only; a suspended one nowhere."""
    tenant: TenantFacts | None = g.get("tenant")
    if tenant is None:
        return None
    if not tenant.active:
        raise TenantClosed
    if tenant.host is None or own_host():
        return None
    if request.method not in ("GET", "HEAD"):
        raise NotFound
    settings: Settings = current_app.extensions["casework.settings"]
    rest = request.full_path.removeprefix(f"/t/{tenant.slug}").removesuffix("?")
    return go(origin_of(tenant, settings) + rest, 302)


def _lead_back(answer: Response) -> Response:
    if answer.location:
        answer.location = shown(answer.location)
    return answer
