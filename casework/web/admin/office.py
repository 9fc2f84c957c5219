"""Settings of the office: name, words, time zone, languages, colours. Seen at everybody's next page."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.services.staff.present import current_staff, current_tenant
from casework.services.tenants.change_profile import THEMES, Profile, change_profile
from casework.services.tenants.find_tenant import TenantFacts
from casework.services.tenants.time_zones import time_zones
from casework.store.identity import identity_session
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.brand import LABELS, Colours
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.locale import LANGUAGES, language_names
from casework.web.marks import MARKS
from casework.web.words import told

office = Blueprint("office", __name__)
desk_door(OFFICE, _l("Office"), "office.page", "tenant.settings", order=30)
OWN = "own"
_BLANK = {
    **dict.fromkeys(("name", "line", "contact", "timezone", "language", "public", "mark", "theme"), ""),
    **dict.fromkeys(("tenant", "night", "band", "corner"), ""),
    "languages": (),
}
_START = {"tenant": "#0b4f71", "night": "#86c8ec", "band": "#0b4f71", "corner": "3"}


@office.get("/office")
@guarded("tenant.settings")
def page() -> str:
    """What this office says about itself."""
    return _form(_present(current_tenant()))


@office.post("/office")
@guarded("tenant.settings")
def save() -> Page:
    """Keep it, or say what would be hard to read or cannot be."""
    typed: dict[str, Any] = {**request.form.to_dict(), "languages": request.form.getlist("languages")}
    colours, faults = _colours(typed)
    wish = Profile(
        name=typed.get("name", ""),
        timezone=typed.get("timezone", ""),
        languages=_in_order(typed["languages"], typed.get("language", "")),
        public=typed.get("public") == "yes",
        line=typed.get("line", ""),
        contact=typed.get("contact", ""),
        mark=typed.get("mark", "") if typed.get("mark") in MARKS else "waves",
        theme=typed.get("theme") if typed.get("theme") in THEMES else None,
        colours=colours,
    )
    try:
        if faults:
            raise InvalidInput(faults)
        with identity_session() as identity:
            change_profile(identity, current_tenant().id, wish, actor=current_staff().id)
            identity.commit()
    except InvalidInput as wrong:
        return _form(typed, told(wrong)), wrong.status
    flash(_("The settings of the office are changed."), "good")
    return go(url_for("office.page"))


def _colours(typed: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The tenant's own colours when it wants its own, and what is wrong with them by field."""
    if typed.get("theme") != OWN:
        return None, {}
    corner = typed.get("corner", "")
    number = int(corner) if corner.isascii() and corner.isdigit() and len(corner) < 3 else -1
    tenant, night, band = (str(typed.get(name, "")).strip().lower() for name in ("tenant", "night", "band"))
    colours = Colours(tenant, night, band, number)
    stored = {"tenant": colours.tenant, "night": colours.night, "band": colours.band, "corner": number}
    return stored, colours.faults()


def _in_order(chosen: list[str], default: str) -> tuple[str, ...]:
    """The chosen languages in the house's order, the default first."""
    kept = [code for code in LANGUAGES if code in chosen]
    return tuple(sorted(kept, key=lambda code: code != default))


def _present(tenant: TenantFacts) -> dict[str, Any]:
    """The form as the tenant is now."""
    profile = tenant.profile
    colours = Colours.read(profile.get("colours"))
    own = (
        {
            "tenant": colours.tenant,
            "night": colours.night,
            "band": colours.band,
            "corner": str(colours.corner),
        }
        if colours
        else _START
    )
    return {
        "name": tenant.name,
        "line": profile.get("line") if isinstance(profile.get("line"), str) else "",
        "contact": profile.get("contact") if isinstance(profile.get("contact"), str) else "",
        "timezone": tenant.timezone,
        "languages": list(tenant.languages),
        "language": tenant.language,
        "public": "yes" if tenant.public else "",
        "mark": profile.get("mark", "waves"),
        "theme": OWN if colours else profile.get("theme", "pine"),
        **own,
    }


def _form(told: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    names = {"pine": _("Pine"), "brick": _("Brick"), "indigo": _("Indigo"), "slate": _("Slate")}
    return render_template(
        "admin/office.html",
        told=_BLANK | told,
        errors=errors or {},
        labels=LABELS,
        zones=[(zone, zone.replace("_", " ")) for zone in time_zones()],
        languages=[{"value": code, "label": name, "hint": ""} for code, name in language_names(LANGUAGES)],
        default_languages=language_names(LANGUAGES),
        marks=[{"value": mark, "label": label, "hint": ""} for mark, label in _mark_names().items()],
        themes=[{"value": name, "label": label, "hint": ""} for name, label in names.items()],
        admin_tabs=admin_tabs("office.page"),
    )


def _mark_names() -> dict[str, str]:
    return {"waves": _("Waves"), "shield": _("Shield"), "candle": _("Candle"), "sun": _("Sun")}
