"""The answers of a case as rows: shown ones in words, withheld ones in their place with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casework.base.ids import parse_case_number
from casework.base.values import Value
from casework.packs import Field
from casework.packs.field_kinds import Asking, show_answer
from casework.services.cases.disclose_case import CaseView, Gone, Paper, Withheld
from casework.services.staff.present import current_tenant
from casework.web.desk.held import Held, held
from casework.web.desk.opening import address_if, may
from casework.web.formats import day, plain_day, reader
from casework.web.words import pack_text, speak

_OWN_WORDS = ("text", "long_text", "name", "place", "address")


class Row(Value):
    """One question: `value` in words, or what stands there where it is withheld; `papers` where files answer it."""

    term: str
    kind: str
    value: str = ""
    lang: str | None = None
    held: Held | None = None
    papers: tuple[Paper, ...] = ()
    url: str | None = None
    destroyed: str = ""


class Part(Value):
    """A part of the case page: heading and rows."""

    name: str
    label: str
    rows: tuple[Row, ...]


def case_parts(view: CaseView, *, explained: bool = True) -> list[Part]:
    """The parts as the pack orders them; questions of the form that stand in none come last, then what moves asked.

    `explained`: withheld ones lead to the page that says why.
    """
    fields = {field.name: field for field in view.workflow.fields}
    told = _Rows(view, explained)
    parts = [
        Part(section.name, pack_text(section.label), told.rows(fields[name] for name in section.fields))
        for section in view.workflow.sections
    ]
    placed = {name for section in view.workflow.sections for name in section.fields}
    more = (field for field in fields.values() if field.name not in placed)
    parts.append(Part("more", _("More answers"), told.rows(more)))
    asked = [one.field for name, one in (view.shown | view.destroyed).items() if name not in fields]
    parts.append(Part("entered", _("Entered by officers"), told.rows(asked)))
    return [part for part in parts if part.rows]


def withheld_asks(view: CaseView) -> list[Row]:
    """What officers may enter with moves and this reader may not see. Whether it was entered is not told."""
    form = {field.name for field in view.workflow.fields}
    return [_held(view, one) for name, one in view.withheld.items() if name not in form]


def field_rows(fields: Iterable[Field], values: Mapping[str, Any], lang: str) -> tuple[Row, ...]:
    """Rows of some answers that may be shown."""
    return tuple(_shown(field, values[field.name], lang) for field in fields if field.name in values)


def asking() -> Asking:
    """How this reader and office write values."""
    tenant = current_tenant()
    return Asking(reader().language, tenant.country, tenant.currency, tenant.currencies)


class _Rows(Value):
    """Rows of one case."""

    view: CaseView
    explained: bool

    def rows(self, fields: Iterable[Field]) -> tuple[Row, ...]:
        """The rows of these questions, as far as there is anything to say."""
        return tuple(row for field in fields if (row := self._row(field)) is not None)

    def _row(self, field: Field) -> Row | None:
        view = self.view
        if field.name in view.withheld:
            return _held(view, view.withheld[field.name], explained=self.explained)
        if field.kind == "file":
            papers = tuple(paper for paper in view.papers if paper.field == field.name)
            return Row(_noun(field), "file", papers=papers) if papers else None
        if field.name in view.destroyed:
            return Row(_noun(field), field.kind, destroyed=_destroyed(view.destroyed[field.name]))
        shown = view.shown.get(field.name)
        return None if shown is None else _shown(field, shown.value, view.language)


def _destroyed(one: Gone) -> str:
    if one.at is None:
        return _("Destroyed. Nobody can read it any more.")
    return _("Destroyed on %(day)s. Nobody can read it any more.", day=plain_day(one.at))


def _shown(field: Field, value: Any, lang: str) -> Row:
    is_day = field.kind == "date" and isinstance(value, str)
    said = day(date.fromisoformat(value), year=True) if is_day else speak(show_answer(field, value, asking()))
    foreign = lang if field.kind in _OWN_WORDS and lang != reader().language else None
    return Row(_noun(field), field.kind, said, foreign, url=_register(field, said))


def _register(field: Field, said: str) -> str | None:
    """Where the register says more about a vehicle or plate, or the case whose number this is."""
    if field.kind == "text" and parse_case_number(said) is not None:
        return address_if("cases.page", number=said)
    if field.kind not in ("vin", "plate") or not may("vehicle.read"):
        return None
    return address_if("vehicles.search", q=said)


def _held(view: CaseView, one: Withheld, *, explained: bool = True) -> Row:
    href = url_for("why.fact", number=view.number, field=one.field.name) if explained else ""
    return Row(_noun(one.field), one.field.kind, held=held(one.why, href))


def _noun(field: Field) -> str:
    return field.name_text(reader().language)
