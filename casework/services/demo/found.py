"""Found the demo's offices: tenant, units and staff with their known password."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import NotFound
from casework.models import Unit
from casework.models.identity import Tenant, User
from casework.services.demo.cases import Colleague
from casework.services.demo.offices import PASSWORD, DemoOffice
from casework.services.demo.town import add_areas, town_profile
from casework.services.office import Office
from casework.services.staff.hashing import hash_password
from casework.services.tenants.add_tenant import NewTenant, add_tenant
from casework.services.tenants.find_tenant import find_tenant, tenant_facts
from casework.store.identity import identity_session


def found_office(demo: DemoOffice) -> Office:
    """The office of the demo, made if it is not there."""
    with identity_session() as session:
        if find_tenant(session, slug=demo.slug) is None:
            _add(session, demo)
            session.commit()
    office = find_office(demo.slug)
    with office.open(office.system("load_demo")) as viewing:
        have = set(viewing.scalars(select(Unit.code)))
        for code, name in demo.units.items():
            if code not in have:
                unit = Unit(id=_id(demo, "unit", code), code=code, name=name)
                unit.takes = list(demo.takes.get(code, ()))
                viewing.add(unit)
        add_areas(viewing, demo)
        viewing.commit()
    return office


def find_office(slug: str) -> Office:
    """The office at this address."""
    with identity_session() as session:
        tenant = find_tenant(session, slug=slug)
    if tenant is None:
        raise NotFound
    return Office.of(tenant)


def staff_of(office: Office, demo: DemoOffice) -> dict[str, Colleague]:
    """The demo's staff by login, as they are now."""
    with identity_session() as session:
        users = session.scalars(select(User).where(User.tenant_id == office.tenant.id))
        by_email = {
            user.email: Colleague(user.id, tuple(user.titles), frozenset(user.units)) for user in users
        }
    return {staff.login: by_email[demo.email(staff)] for staff in demo.staff}


def _add(session: Session, demo: DemoOffice) -> None:
    new = NewTenant(
        slug=demo.slug, name=demo.name, kind=demo.kind, languages=demo.languages, timezone=demo.timezone
    )
    tenant = add_tenant(session, new)
    row = session.scalars(select(Tenant).where(Tenant.id == tenant.id)).one()
    row.profile = demo.profile | town_profile(demo)
    known = hash_password(PASSWORD)
    for staff in demo.staff:
        email = demo.email(staff)
        session.add(
            User(
                tenant_id=tenant_facts(row).id,
                id=_id(demo, "staff", staff.login),
                email=email,
                email_key=email.casefold(),
                name=staff.name,
                password_hash=known,
                titles=list(staff.titles),
                units=[_id(demo, "unit", staff.unit)] if staff.unit else [],
                language=staff.language,
                status="active",
            )
        )


def _id(demo: DemoOffice, what: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"casework-demo/{demo.slug}/{what}/{name}")
