"""The answers of a case as rows: shown ones in words, withheld ones in their place with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.packs import Field
from casework.packs.field_kinds import Asking, show_answer
from casework.services.cases.disclose_case import CaseView, Paper, Withheld
from casework.services.staff.present import current_tenant
from casework.web.desk.opening import address_if, may, this_office
from casework.web.formats import day, listed, reader
from casework.web.words import pack_text, speak

CLASSES = {
    "open": _l("open"),
    "matter": _l("what the case is about"),
    "internal": _l("staff only"),
    "contact": _l("contact"),
    "identity": _l("identity"),
    "location": _l("address"),
    "financial": _l("money"),
    "asset": _l("vehicle and plate"),
    "special": _l("specially protected"),
    "sealed": _l("sealed"),
}
_OWN_WORDS = ("text", "long_text", "name", "place", "address")


@dataclass(frozen=True, slots=True)
class Row:
    """One question: `value` in words, or `reason` why it is withheld; `papers` where it was answered by files."""

    term: str
    kind: str
    value: str = ""
    lang: str | None = None
    reason: str = ""
    class_name: str = ""
    papers: tuple[Paper, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the case page: heading and rows."""

    name: str
    label: str
    rows: tuple[Row, ...]


def case_parts(view: CaseView) -> list[Part]:
    """The parts as the pack orders them; questions of the form that stand in none come last, then what moves asked."""
    fields = {field.name: field for field in view.workflow.fields}
    parts = [
        Part(section.name, pack_text(section.label), _rows(view, (fields[name] for name in section.fields)))
        for section in view.workflow.sections
    ]
    placed = {name for section in view.workflow.sections for name in section.fields}
    parts.append(
        Part("more", _("More answers"), _rows(view, (f for f in fields.values() if f.name not in placed)))
    )
    asked = [one.field for name, one in view.shown.items() if name not in fields]
    parts.append(Part("entered", _("Entered by officers"), _rows(view, asked)))
    return [part for part in parts if part.rows]


def withheld_asks(view: CaseView) -> list[Row]:
    """What officers may enter with moves and this reader may not see. Whether it was entered is not told."""
    form = {field.name for field in view.workflow.fields}
    return [_held(one) for name, one in view.withheld.items() if name not in form]


def field_rows(fields: Iterable[Field], values: Mapping[str, Any], lang: str) -> tuple[Row, ...]:
    """Rows of some answers that may be shown."""
    return tuple(_shown(field, values[field.name], lang) for field in fields if field.name in values)


def asking() -> Asking:
    """How this reader and office write values."""
    tenant = current_tenant()
    return Asking(reader().language, tenant.country, tenant.currency)


def duty_names(duties: Iterable[str]) -> str:
    """Duties by their labels, joined by “or”."""
    known = this_office().kind.duties
    return listed((pack_text(known[duty]) for duty in duties if duty in known), "or")


def _rows(view: CaseView, fields: Iterable[Field]) -> tuple[Row, ...]:
    return tuple(row for field in fields if (row := _row(view, field)) is not None)


def _row(view: CaseView, field: Field) -> Row | None:
    if field.name in view.withheld:
        return _held(view.withheld[field.name])
    if field.kind == "file":
        papers = tuple(paper for paper in view.papers if paper.field == field.name)
        return Row(_noun(field), "file", papers=papers) if papers else None
    shown = view.shown.get(field.name)
    return None if shown is None else _shown(field, shown.value, view.language)


def _shown(field: Field, value: Any, lang: str) -> Row:
    is_day = field.kind == "date" and isinstance(value, str)
    said = day(date.fromisoformat(value), year=True) if is_day else speak(show_answer(field, value, asking()))
    foreign = lang if field.kind in _OWN_WORDS and lang != reader().language else None
    return Row(_noun(field), field.kind, said, foreign, url=_register(field, said))


def _register(field: Field, said: str) -> str | None:
    """Where the register says more about a vehicle or plate."""
    if field.kind not in ("vin", "plate") or not may("vehicle.read"):
        return None
    return address_if("vehicles.search", q=said)


def _held(one: Withheld) -> Row:
    if one.why == "purpose":
        why = _("The purpose you read this for does not need it.")
    else:
        why = _("Your duties do not need it.")
    readers = duty_names(one.readers)
    if readers:
        why += " " + _("It opens to: %(duties)s.", duties=readers)
    return Row(_noun(one.field), one.field.kind, reason=why, class_name=str(CLASSES[one.field.cls]))


def _noun(field: Field) -> str:
    return field.name_text(reader().language)
