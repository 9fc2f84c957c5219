"""Bring in a register: the list of imports, a new one, and the page of each from its columns to its end."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.domain.delimited import SEPARATOR_NAMES
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.imports.abilities import asks_basis
from casework.services.imports.begin_import import Origin, begin_import
from casework.services.imports.find_import import find_import
from casework.services.imports.presets import PREFIX, PRESETS, UNTESTED
from casework.services.imports.read_import import (
    list_imports,
    list_templates,
)
from casework.services.imports.register import offered
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.go import go
from casework.web.imports.door import (
    BASES,
    SEPARATORS,
    STATES,
    importing,
    imports,
)
from casework.web.imports.found import columns_page, found_page
from casework.web.words import speak, told


@imports.get("/")
@guarded("register.import")
def page() -> str:
    """What was brought in, and what is on its way."""
    with importing() as session:
        rows = list_imports(session)
        colleagues = read_colleagues(session, [row.begun_by for row in rows])
        session.commit()
    labels = {one.name: speak(one.label) for one in offered(this_office())}
    columns = (_("File"), _("Holds"), _("State"), _("Begun"), _("New"), _("Left out"))
    return render_template(
        "imports/list.html",
        rows=rows,
        labels=labels,
        states=STATES,
        names={row.begun_by: colleagues.name(row.begun_by) for row in rows},
        columns=[Column(said, num=at > 3) for at, said in enumerate(columns)],
    )


@imports.get("/new")
@guarded("register.import")
def new() -> str:
    """Choose a file, and say what it holds and where it comes from."""
    return _new({}, {})


@imports.post("/new")
@guarded("register.import")
def begin() -> Page:
    """Take the file in. Its columns come next; nothing is written."""
    typed = {
        name: request.form.get(name, "")[:400]
        for name in ("register", "source", "template", "separator", "provenance", "basis")
    }
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise InvalidInput({"file": _("Choose the file")})
        with importing() as session:
            run = begin_import(
                session,
                typed["register"],
                sent.filename,
                sent.stream,
                source=typed["source"],
                template=uuid_or_none(typed["template"]) or typed["template"].partition(PREFIX)[2],
                separator=SEPARATOR_NAMES.get(typed["separator"], typed["separator"]),
                origin=Origin(typed["provenance"], typed["basis"]),
            )
            session.commit()
    except InvalidInput as wrong:
        return _new(typed, told(wrong)), wrong.status
    return go(url_for("imports.one", run_id=run.id))


@imports.get("/<uuid:run_id>")
@guarded("register.import")
def one(run_id: UUID) -> str:
    """One import, at whatever point it is."""
    return one_page(run_id)


def one_page(
    run_id: UUID, *, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> str:
    """The page of an import; `typed` and `errors` of its columns when they were refused."""
    shown = request.args.get("show", "")
    with importing() as session:
        run = find_import(session, run_id)
        if run.state == "uploaded" or typed is not None or shown == "columns":
            page = columns_page(session, run, typed, errors or {})
        else:
            page = found_page(session, run, shown)
        session.commit()
    return page


def _presets(labels: dict[str, str]) -> list[tuple[str, str]]:
    """Columns that come with the house, for the registers that are brought in here."""
    return [
        (PREFIX + one.code, f"{labels[one.register]}: {speak(one.label)} ({speak(UNTESTED)})")
        for one in PRESETS.values()
        if one.register in labels
    ]


def _new(typed: dict[str, str], errors: dict[str, str]) -> str:
    with importing() as session:
        kept = list_templates(session)
        session.commit()
    registers = offered(this_office())
    labels = {one.name: speak(one.label) for one in registers}
    return render_template(
        "imports/new.html",
        registers=[
            {"value": one.name, "label": labels[one.name], "hint": speak(one.hint)} for one in registers
        ],
        templates=[
            *((ident, f"{labels.get(register, register)}: {name}") for ident, register, name in kept),
            *_presets(labels),
        ],
        separators=[(name, SEPARATORS[sign]) for name, sign in SEPARATOR_NAMES.items()],
        bases=list(BASES.items()) if any(map(asks_basis, registers)) else [],
        typed=typed,
        errors=errors,
    )
