"""Make a tenant: an office with its address, kind and habits. Its first administrator is invited next."""

from babel.numbers import list_currencies
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable
from casework.base.values import Value
from casework.models.identity import Tenant
from casework.packs import catalog
from casework.services.staff.record import record
from casework.services.tenants.find_tenant import TenantFacts, tenant_facts
from casework.services.tenants.reserved import check_host, check_slug
from casework.services.tenants.time_zones import time_zones

LANGUAGES = ("en", "es", "pt", "hi", "vi")


class NewTenant(Value):
    """What the operator says about a new tenant. The first language is its own."""

    slug: str
    name: str
    kind: str
    languages: tuple[str, ...] = ("en",)
    timezone: str = "UTC"
    currency: str = "USD"
    country: str = "US"
    host: str | None = None
    public: bool = True


def add_tenant(session: Session, new: NewTenant) -> TenantFacts:
    """Make the tenant and begin its ledger; raises InvalidInput that names every wrong part."""
    errors = _errors(session, new)
    if errors:
        raise InvalidInput(errors)
    row = Tenant(
        slug=new.slug,
        host=check_host(new.host),
        name=new.name.strip(),
        kind=new.kind,
        status="active",
        public=new.public,
        languages=list(new.languages),
        timezone=new.timezone,
        currency=new.currency,
        country=new.country,
        profile={},
    )
    session.add(row)
    session.flush()
    record(session, "tenant.add", tenant_id=row.id, actor=None, detail={"kind": new.kind, "slug": new.slug})
    return tenant_facts(row)


def _errors(session: Session, new: NewTenant) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    try:
        check_slug(new.slug)
        check_host(new.host)
    except InvalidInput as wrong:
        errors.update(wrong.errors)
    if session.scalar(select(Tenant.id).where(Tenant.slug == new.slug)):
        errors["slug"] = _l("There is a tenant at this address already")
    if new.host and session.scalar(select(Tenant.id).where(Tenant.host == new.host.strip().lower())):
        errors["host"] = _l("Another tenant has this host")
    if new.kind not in catalog().kinds:
        known = ", ".join(sorted(catalog().kinds))
        errors["kind"] = _l("There is no such kind of tenant. Known: %(known)s", known=known)
    return errors | check_habits(new.name, new.languages, new.timezone, new.currency, new.country)


def check_habits(
    name: str, languages: tuple[str, ...], timezone: str, currency: str, country: str
) -> dict[str, Sayable]:
    """What is wrong with name, languages, time zone, currency and country, by field."""
    errors: dict[str, Sayable] = {}
    if not 2 <= len(name.strip()) <= 120 or not name.isprintable():
        errors["name"] = _l("Enter a name of 2 to 120 characters")
    if not languages or not set(languages) <= set(LANGUAGES):
        errors["languages"] = _l("Choose among these languages: %(known)s", known=", ".join(LANGUAGES))
    if timezone not in time_zones():
        errors["timezone"] = _l("Choose a time zone from the list, for example America/Chicago")
    if currency not in list_currencies():
        errors["currency"] = _l("Enter a currency by its three letters, for example USD")
    if len(country) != 2 or not country.isalpha() or not country.isupper():
        errors["country"] = _l("Enter a country by its two letters, for example US")
    return errors
