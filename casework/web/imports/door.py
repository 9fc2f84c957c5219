"""The session in which imports are looked at and driven, and what its pages are called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l

from casework.models import ImportRun
from casework.services.imports.register import (
    BUILT_UPON,
    ImportField,
    RegisterToImport,
    Wrong,
    known_registers,
)
from casework.services.imports.take_file import MOST_BYTES
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.desk.opening import this_office
from casework.web.frame import RECORDS, desk_door
from casework.web.words import speak

PURPOSE = "register_import"
imports = Blueprint("imports", __name__)
desk_door(RECORDS, _l("Bring in a register"), "imports.page", "register.import", order=80, having="imports")

STATES = {
    "uploaded": (_l("Columns to choose"), "info", "ring"),
    "checking": (_l("Every row is being looked at"), "info", "half"),
    "checked": (_l("Looked at, nothing written yet"), "warn", "ring"),
    "running": (_l("Being written"), "info", "half"),
    "stopped": (_l("Stopped"), "warn", "square"),
    "done": (_l("Brought in"), "good", "check"),
    "undoing": (_l("Being taken back"), "info", "half"),
    "undone": (_l("Taken back"), "idle", "dot"),
    "failed": (_l("The file can’t be used"), "bad", "cross"),
    "dropped": (_l("Given up"), "idle", "dot"),
}
DAY_ORDERS = (
    ("ymd", _l("Year, month, day (2026-01-31)")),
    ("mdy", _l("Month, day, year (01/31/2026)")),
    ("dmy", _l("Day, month, year (31.01.2026)")),
)
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "windows-1252": "Windows-1252",
}
SEPARATORS = {",": _l("commas"), ";": _l("semicolons"), "\t": _l("tabs"), "|": _l("vertical bars")}
BASES = {
    "consent": _l("They agreed to it"),
    "contract": _l("A contract with them"),
    "legal_obligation": _l("A law that binds us"),
    "public_task": _l("A public task of ours"),
    "legitimate_interest": _l("A legitimate interest of ours, weighed against theirs"),
}
BUILT = {
    "ownership": _l("an owner was entered for it later"),
    "ownership_holder": _l("somebody owns a vehicle now"),
    "plate_assignment": _l("a plate was put on it, or it was corrected"),
    "plate_issue_event": _l("the plate went through something else since"),
    "vehicle": _l("it was corrected, or a case is about it"),
    "brand": _l("a brand was taken back"),
    "lien": _l("a lien was released in a case"),
    "contact_point": _l("how to reach the person has changed"),
    "case_party": _l("the person is a party of a case"),
    "gift": _l("a gift of theirs is in the books"),
    "pledge": _l("they pledged something"),
    "person_merge": _l("it was joined with another record"),
    "contact_choice": _l("they said something about being written to"),
}


@imports.url_value_preprocessor
def take_large_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """One page takes a file, and that may be larger than elsewhere."""
    if endpoint == "imports.begin":
        request.max_content_length = MOST_BYTES + 1_000_000


@contextmanager
def importing() -> Iterator[ViewerSession]:
    """A session for taking over registers."""
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        yield session


def register_of(run: ImportRun) -> RegisterToImport:
    """The register that a file is brought into."""
    return known_registers()[run.register]


def field_names(run: ImportRun) -> dict[str, str]:
    """The fields of the register by their names, in the reader's language."""
    return {one.name: speak(one.label) for one in fields_of(run)}


def fields_of(run: ImportRun) -> tuple[ImportField, ...]:
    """The fields of the register."""
    return register_of(run).fields(this_office())


def fault_words(run: ImportRun, wrong: Wrong, names: dict[str, str]) -> tuple[str, str]:
    """The column as the file calls it, and what to enter; of a record that stays, why."""
    if wrong.code == BUILT_UPON:
        return "", str(BUILT.get(str(wrong.said.values.get("table")), _l("something else names it now")))
    column = run.mapping.get(wrong.field) or names.get(wrong.field, "")
    return column, speak(wrong.said)


def trouble_words(run: ImportRun) -> str:
    """What stands in the way of an import as a whole."""
    told = run.trouble or {}
    if told.get("code") == "BUILT_UPON":
        line, why = (
            told.get("line"),
            str(BUILT.get(str(told.get("table")), _l("something else names it now"))),
        )
        if line is None:
            return str(_l("Nothing was taken back: something was built upon this import meanwhile."))
        return str(_l("Nothing was taken back. Line %(line)s was built upon: %(why)s.", line=line, why=why))
    if told:
        return str(
            _l(
                "Line %(line)s: %(said)s",
                line=told["line"],
                said=speak(Wrong.restored({"field": "", **told}).said),
            )
        )
    return ""
