"""Bring in a register: the list of imports, a new one, and the page of each from its columns to its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.domain.delimited import SEPARATOR_NAMES
from casework.models import ImportRun
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.imports.begin_import import begin_import
from casework.services.imports.find_import import find_import
from casework.services.imports.read_import import (
    LineView,
    list_imports,
    list_templates,
    read_lines,
    sample_rows,
    stage_of,
)
from casework.services.imports.register import PERHAPS, SAME, WRONG, offered
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.go import go
from casework.web.imports.door import (
    DAY_ORDERS,
    ENCODINGS,
    SEPARATORS,
    STATES,
    fault_words,
    field_names,
    fields_of,
    importing,
    imports,
    register_of,
    trouble_words,
)
from casework.web.site import Link
from casework.web.words import speak, told

AT_WORK = ("checking", "running", "undoing")


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
        name: request.form.get(name, "")[:200] for name in ("register", "source", "template", "separator")
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
                template=uuid_or_none(typed["template"]),
                separator=SEPARATOR_NAMES.get(typed["separator"], typed["separator"]),
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
            page = _columns(session, run, typed, errors or {})
        else:
            page = _found(session, run, shown)
        session.commit()
    return page


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
        templates=[(ident, f"{labels.get(register, register)}: {name}") for ident, register, name in kept],
        separators=[(name, SEPARATORS[sign]) for name, sign in SEPARATOR_NAMES.items()],
        typed=typed,
        errors=errors,
    )


def _common(run: ImportRun) -> dict[str, Any]:
    word, tone, shape = STATES[run.state]
    return {
        "run": run,
        "label": speak(register_of(run).label),
        "state": (str(word), tone, shape),
        "encoding": ENCODINGS[run.encoding],
        "separator": SEPARATORS[run.separator],
        "trouble": trouble_words(run),
        "at_work": run.state in AT_WORK,
        "share": round(100 * (run.at - run.first_at) / max(1, run.size - run.first_at)),
    }


def _columns(
    session: ViewerSession, run: ImportRun, typed: dict[str, str] | None, errors: dict[str, str]
) -> str:
    held = typed if typed is not None else dict(run.mapping)
    return render_template(
        "imports/columns.html",
        **_common(run),
        fields=[(one.name, speak(one.label), one.required, held.get(one.name, "")) for one in fields_of(run)],
        headings=[(heading, heading) for heading in run.headings],
        samples=sample_rows(session, run),
        day_orders=[(code, str(said)) for code, said in DAY_ORDERS],
        day_order=held.get("day_order", run.day_order) if typed is not None else run.day_order,
        keep_as=held.get("keep_as", ""),
        errors=errors,
    )


def _found(session: ViewerSession, run: ImportRun, shown: str) -> str:
    counts = {WRONG: run.wrong, PERHAPS: run.perhaps, SAME: run.same}
    first = next((verdict for verdict, count in counts.items() if count), WRONG)
    verdict = shown if shown in counts else first
    after = request.args.get("after", "")
    lines: list[LineView] = []
    more = None
    if run.state not in AT_WORK and run.state != "dropped":
        lines, more = read_lines(
            session, run, verdict, after=int(after) if after.isdecimal() and len(after) < 9 else 0
        )
    names = field_names(run)
    return render_template(
        "imports/one.html",
        **_common(run),
        verdict=verdict,
        lines=lines,
        faults={line.line: [fault_words(run, wrong, names) for wrong in line.wrong] for line in lines},
        tabs_here=_tabs(run, counts, verdict),
        after=url_for("imports.one", run_id=run.id, show=verdict, after=more) if more else None,
        first=url_for("imports.one", run_id=run.id, show=verdict) if after else None,
        decide=run.state == "checked" and verdict == PERHAPS,
        checked=stage_of(run) == "check",
        file_is_there=run.store_name is not None,
    )


def _tabs(run: ImportRun, counts: dict[str, int], verdict: str) -> list[Link]:
    labels = {WRONG: _("To put right"), PERHAPS: _("Perhaps here already"), SAME: _("Here already")}
    return [
        Link(
            labels[code],
            url_for("imports.one", run_id=run.id, show=code),
            count=count,
            current=code == verdict,
        )
        for code, count in counts.items()
    ]
