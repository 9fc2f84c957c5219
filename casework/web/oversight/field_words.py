"""Which data an entry of the ledger is about, and what was declared with it, in words for the privacy officer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from casework.packs import Field
from casework.packs.catalog import catalog
from casework.packs.field_kinds import show_answer
from casework.services.looks.kinds import PAPERS, TALK, kind_of
from casework.services.looks.read_ledger import EntryView
from casework.services.lookup.declarations import DECLARED
from casework.web.desk.fact_rows import asking
from casework.web.desk.opening import this_office
from casework.web.formats import plain_day, reader
from casework.web.words import pack_text, speak

NOTHING = "–"
CLASSES = {
    "matter": _l("what a case is about"),
    "contact": _l("names and contacts"),
    "identity": _l("birth dates and identity papers"),
    "location": _l("addresses and places"),
    "financial": _l("money"),
    "asset": _l("plates and vehicle numbers"),
    "special": _l("sensitive details"),
    "sealed": _l("sealed values"),
}
_KINDS = CLASSES | {PAPERS: _l("papers"), TALK: _l("messages"), "internal": _l("notes of the office")}
_NAMES = {
    "address": _l("Address"),
    "addresses": _l("Address"),
    "amount": _l("Amount"),
    "birth_date": _l("Birth date"),
    "canonical": _l("Plate"),
    "contacts": _l("Phone and e-mail"),
    "display": _l("Plate"),
    "donor": _l("Donor"),
    "email": _l("E-mail"),
    "fees": _l("Fees"),
    "fund": _l("Fund"),
    "goods": _l("Goods"),
    "identifiers": _l("Numbers under seal"),
    "lien": _l("Lien"),
    "lines": _l("Address"),
    "make": _l("Make"),
    "model": _l("Model"),
    "name": _l("Name"),
    "odometer": _l("Odometer"),
    "owners": _l("Owners"),
    "phone": _l("Phone"),
    "plate": _l("Plate"),
    "search_key": _l("Plate"),
    "title": _l("Title"),
    "vin": _l("VIN"),
    "year": _l("Year"),
}
"""What acts and columns are called in the ledger. A column that is not here is told by its class."""


def entry_words(one: EntryView) -> list[str]:
    """What this entry names, each once, in the reader's language."""
    return list(dict.fromkeys(_word(one, name) for name in one.fields))


def told_facts(use: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was declared, by the words of the pack."""
    fields = _demanded(use)
    return [
        (pack_text(fields[name].label), _said(fields[name], value)) if name in fields else (name, str(value))
        for name, value in facts.items()
    ]


def _word(one: EntryView, name: str) -> str:
    fields = _demanded(one.purpose) if one.act == DECLARED else _answers(one.workflow)
    if name in fields and (one.about in ("", "fact", "document")):
        return fields[name].name_text(reader().language)
    known = _NAMES.get(name) or _KINDS.get(kind_of(one.about, name, fields) or "")
    return str(known or name)


def _demanded(use: str) -> Mapping[str, Field]:
    purpose = this_office().kind.purposes.get(use)
    return {field.name: field for field in purpose.requires} if purpose else {}


def _answers(workflow: str) -> Mapping[str, Field]:
    """What a case is asked, with its form and with its moves, as the newest version has it."""
    flow = catalog().workflows.get(workflow)
    return flow.every_field if flow is not None else {}


def _said(field: Field, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if field.kind == "date":
        return plain_day(date.fromisoformat(str(value)))
    return speak(show_answer(field, value, asking()))
