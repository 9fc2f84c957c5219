"""Change what a tenant says about itself: name, words, hours, languages, colours. Seen at everybody's next page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import Sayable
from casework.base.values import Value, field
from casework.domain.contrast import MOST_CORNER, colours_hold
from casework.models.identity import Tenant
from casework.services.staff.record import record
from casework.services.tenants.add_tenant import check_habits

THEMES = ("pine", "brick", "indigo", "slate")


class Profile(Value):
    """What an administrator may change. `colours` stand for a theme of one's own; the first language is the default."""

    name: str
    timezone: str
    languages: tuple[str, ...]
    public: bool
    line: str = ""
    contact: str = ""
    mark: str = "waves"
    theme: str | None = None
    colours: Mapping[str, Any] | None = field(default=None)


def change_profile(session: Session, tenant_id: int, wish: Profile, *, actor: UUID) -> None:
    """Keep the new profile; raises InvalidInput that names every wrong field."""
    row = session.scalar(select(Tenant).where(Tenant.id == tenant_id).with_for_update())
    if row is None:
        raise NotFound
    errors = check_habits(wish.name, wish.languages, wish.timezone, row.currency, row.country) | _errors(wish)
    if errors:
        raise InvalidInput(errors)
    before = _told(row)
    row.name, row.timezone = wish.name.strip(), wish.timezone
    row.languages, row.public = list(wish.languages), wish.public
    kept = {key: value for key, value in row.profile.items() if key not in ("theme", "colours")}
    look: dict[str, Any] = {"colours": dict(wish.colours)} if wish.colours else {"theme": wish.theme}
    row.profile = (
        kept | look | {"line": wish.line.strip(), "contact": wish.contact.strip(), "mark": wish.mark}
    )
    changed = sorted(name for name, value in _told(row).items() if before.get(name) != value)
    record(session, "tenant.profile", tenant_id=tenant_id, actor=actor, detail={"changed": changed})


def _told(row: Tenant) -> dict[str, Any]:
    facts = {
        "name": row.name,
        "timezone": row.timezone,
        "languages": list(row.languages),
        "public": row.public,
    }
    return facts | {name: row.profile.get(name) for name in ("line", "contact", "mark", "theme", "colours")}


def _errors(wish: Profile) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    for name, text, most in (("line", wish.line, 120), ("contact", wish.contact, 300)):
        if len(text) > most or not text.replace("\n", " ").replace("\r", " ").isprintable():
            errors[name] = _l("Enter plain text of up to %(most)s characters", most=most)
    if wish.colours is None and wish.theme not in THEMES:
        errors["theme"] = _l("Choose colours from the list, or your own")
    if wish.colours is not None and not _hold(wish.colours):
        errors["theme"] = _l("These colours would be hard to read. Choose stronger ones")
    return errors


def _hold(colours: Mapping[str, Any]) -> bool:
    corner = colours.get("corner")
    strings = {name: value for name, value in colours.items() if isinstance(value, str)}
    return isinstance(corner, int) and 0 <= corner <= MOST_CORNER and colours_hold(strings)
