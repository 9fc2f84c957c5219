"""The desk's frame for the member who is here: bar and side show the doors that are open to them, no others."""

from functools import lru_cache

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

from casework.base.phrases import Sayable
from casework.base.values import Value
from casework.packs import catalog
from casework.policy.rulebook import allowed
from casework.policy.viewer import Viewer
from casework.policy.why import TRIAGE
from casework.services.staff.present import current_tenant
from casework.services.staff.recognise import Staff
from casework.services.staff.threshold import threshold_viewer
from casework.services.tenants.find_tenant import TenantFacts
from casework.web.site import Desk, Link, Section
from casework.web.standing import standing_of


class Door(Value):
    """A place of the desk: where it stands in the side, its page, and who may go there."""

    section: str
    label: Sayable
    endpoint: str
    permission: str
    order: int
    having: str | None = None


WORK, RECORDS, OFFICE = "work", "records", "office"
SECTIONS = {WORK: _l("Work"), RECORDS: _l("Records"), OFFICE: _l("Administration")}
_doors: list[Door] = []


def desk_door(
    section: str,
    label: Sayable,
    endpoint: str,
    permission: str,
    *,
    order: int = 50,
    having: str | None = None,
) -> None:
    """Put a page into the side of the desk. Called where a blueprint is made.

    `order` is its place in the section; the lowest that is open to a member is where they begin. `having`: only at
    kinds of office that have this (`plates`, `funds`).
    """
    door = Door(section, label, endpoint, permission, order, having)
    if door not in _doors:
        _doors.append(door)


def open_doors(viewer: Viewer) -> list[Door]:
    """The pages that this viewer's duties open, in their order."""
    known = current_app.view_functions
    kind = catalog().kind(current_tenant().kind)
    sections = list(SECTIONS)
    doors = sorted(_doors, key=lambda door: (sections.index(door.section), door.order))
    return [
        door
        for door in doors
        if door.endpoint in known
        and allowed(door.permission, viewer)
        and (door.having is None or getattr(kind, door.having))
    ]


def staff_home(staff: Staff, tenant: TenantFacts) -> str:
    """Where a member begins: the first in order of the pages open to them, else their account."""
    return _home(open_doors(threshold_viewer(staff, tenant)))


def _home(doors: list[Door]) -> str:
    """The page of the lowest order. What is open to everybody is nobody's home."""
    own = (door for door in doors if door.permission != "pack.read")
    first = min(own, key=lambda door: door.order, default=None)
    return url_for(first.endpoint if first else "account.page")


@lru_cache(maxsize=256)
def _title_labels(kind: str, titles: tuple[str, ...], language: str) -> str:
    known = catalog().kind(kind).titles
    return ", ".join(known[title].label.text(language) for title in titles if title in known)


def title_labels(tenant: TenantFacts, titles: tuple[str, ...], language: str) -> str:
    """A member's titles in words."""
    return _title_labels(tenant.kind, titles, language)


def build_desk(staff: Staff, tenant: TenantFacts, language: str) -> Desk:
    """Bar and side for this member on this page."""
    viewer = threshold_viewer(staff, tenant)
    doors = open_doors(viewer)
    sections = tuple(
        Section(str(label), tuple(_link(door) for door in doors if door.section == name))
        for name, label in SECTIONS.items()
        if any(door.section == name for door in doors)
    )
    searches = "search.page" in current_app.view_functions and allowed("case.search", viewer)
    return Desk(
        user=staff.name,
        title=title_labels(tenant, staff.titles, language),
        user_key=f"{tenant.slug}:{staff.id}",
        home_url=_home(doors),
        account_url=url_for("account.page"),
        sign_out_url=url_for("auth.leave"),
        search_url=url_for("search.page") if searches else None,
        search_label=_search_label(tenant, viewer) if searches else "",
        sections=sections,
        standing=tuple(standing_of(staff)),
    )


def _search_label(tenant: TenantFacts, viewer: Viewer) -> str:
    """What the search box offers: nothing that is withheld from this member."""
    kind = catalog().kind(tenant.kind)
    classes = kind.purposes[TRIAGE].readable(viewer.duties)
    names, numbers = "contact" in classes, "asset" in classes and bool(kind.plates)
    if names and numbers:
        return str(_l("Case number, name, phone, e-mail, plate or VIN"))
    if names:
        return str(_l("Case number, name, phone or e-mail"))
    return str(_l("Case number, plate or VIN")) if numbers else str(_l("Case number, or words of a request"))


def _link(door: Door) -> Link:
    return Link(str(door.label), url_for(door.endpoint), current=request.endpoint == door.endpoint)


def install_frame(app: Flask) -> None:
    """Set `g.desk` before each page of a signed-in member."""

    @app.before_request
    def frame() -> None:
        from flask_babel import get_locale

        if g.get("staff") is not None and g.get("bearer") is None:
            locale = get_locale()
            g.desk = build_desk(g.staff, g.tenant, locale.language if locale else g.tenant.language)
