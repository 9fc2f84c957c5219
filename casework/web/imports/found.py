"""The page of an import from its columns to its end: what was found of the rows, and what they come to."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from casework.models import ImportRun
from casework.services.imports.abilities import ByCounterPosting, InParts
from casework.services.imports.read_import import LineView, joined_rows, read_lines, sample_rows, stage_of
from casework.services.imports.register import NEW, PERHAPS, SAME, WRONG
from casework.services.imports.totals import totals_of
from casework.store.session import ViewerSession
from casework.web.columns import Column
from casework.web.imports.door import (
    BASES,
    DAY_ORDERS,
    ENCODINGS,
    SEPARATORS,
    STATES,
    fault_words,
    field_names,
    fields_of,
    register_of,
    trouble_words,
)
from casework.web.site import Link
from casework.web.words import speak

AT_WORK = ("checking", "running", "undoing")


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
        "taken": _taken(run),
        "share": round(100 * (run.at - run.first_at) / max(1, run.size - run.first_at)),
    }


def _taken(run: ImportRun) -> dict[str, int | None]:
    """How far it is taken back, in hundredths: rows looked at while nothing is deleted yet, or rows that have gone."""
    looks = not isinstance(register_of(run), InParts) and run.undo_looked != 0
    at = run.undo_looked if looks else run.undo_line
    done = 100 * (run.line - (run.line if at is None else at)) // max(1, run.line)
    return {"looked": done if looks else None, "gone": 0 if looks else done}


def columns_page(
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


def found_page(session: ViewerSession, run: ImportRun, shown: str) -> str:
    counts = {WRONG: run.wrong, PERHAPS: run.perhaps, SAME: run.same}
    if run.state == "undone":
        counts = {WRONG: run.kept}
    first = next((verdict for verdict, count in counts.items() if count), WRONG)
    verdict = shown if shown in counts else first
    after = request.args.get("after", "")
    lines: list[LineView] = []
    more = None
    if run.state not in AT_WORK and run.state != "dropped":
        lines, more = read_lines(
            session, run, verdict, after=int(after) if after.isdecimal() and len(after) < 9 else 0
        )
    names, verdicts = field_names(run), _verdicts(run, joined_rows(session, run))
    return render_template(
        "imports/one.html",
        **_common(run),
        verdict=verdict,
        lines=lines,
        faults={line.line: [fault_words(run, wrong, names) for wrong in line.wrong] for line in lines},
        tabs_here=_tabs(run, counts, verdict, verdicts),
        after=url_for("imports.one", run_id=run.id, show=verdict, after=more) if more else None,
        first=url_for("imports.one", run_id=run.id, show=verdict) if after else None,
        decide=run.state == "checked" and verdict == PERHAPS,
        checked=stage_of(run) == "check",
        file_is_there=run.store_name is not None,
        speak=speak,
        totals=totals_of(run.totals),
        total_columns=[
            Column(said, num=at > 1)
            for at, said in enumerate((_("Rows"), _("Fund"), _("Gifts"), _("Amount")))
        ],
        basis=BASES.get(run.basis or ""),
        in_parts=isinstance(register_of(run), InParts),
        by_counter_posting=isinstance(register_of(run), ByCounterPosting),
        verdicts=verdicts | {NEW: _("New"), WRONG: _("To put right")},
    )


def _verdicts(run: ImportRun, joined: int) -> dict[str, str]:
    wrong = _("Kept") if run.state == "undone" else _("To put right")
    same = _("Here already, or with another row") if joined else _("Here already")
    return {WRONG: wrong, PERHAPS: _("Perhaps here already"), SAME: same}


def _tabs(run: ImportRun, counts: dict[str, int], verdict: str, labels: dict[str, str]) -> list[Link]:
    return [
        Link(
            labels[code],
            url_for("imports.one", run_id=run.id, show=code),
            count=count,
            current=code == verdict,
        )
        for code, count in counts.items()
    ]
