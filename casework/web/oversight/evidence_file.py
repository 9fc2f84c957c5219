"""The evidence of look-ups as a file: an archive with a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, render_template

from casework.base.clock import now
from casework.services.cases.colleagues import Colleagues, read_colleagues
from casework.services.looks.read_ledger import entries_by_id
from casework.services.lookup.evidence import Evidence, pack
from casework.services.lookup.list_disclosures import names_of
from casework.store.session import ViewerSession
from casework.web.desk.opening import this_office
from casework.web.lookup.lookup_words import FIELDS, RESULTS, reason_words
from casework.web.oversight.field_words import told_facts
from casework.web.oversight.rows import EntryRow, entry_rows, purpose_words, read_words


def evidence_file(session: ViewerSession, found: list[Evidence]) -> bytes:
    """The archive. Who, whom and what are named as far as this reader may know of them."""
    colleagues = read_colleagues(session, [one.actor for one in found])
    names = names_of(session, sorted({subject for one in found for subject in one.subjects}))
    return pack(session, found, _summary(found, colleagues, names, _entries(session, found, colleagues)))


def as_answer(made: bytes, name: str) -> Response:
    """The archive on its way out."""
    answer = Response(made, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="evidence-{name}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _entries(
    session: ViewerSession, found: list[Evidence], colleagues: Colleagues
) -> Mapping[UUID, list[EntryRow]]:
    views = {
        view.id: view for view in entries_by_id(session, [entry.id for one in found for entry in one.entries])
    }
    return {
        one.declaration: entry_rows(
            [views[entry.id] for entry in one.entries if entry.id in views], colleagues
        )
        for one in found
    }


def _summary(
    found: list[Evidence],
    colleagues: Colleagues,
    names: Mapping[UUID, str],
    rows: Mapping[UUID, list[EntryRow]],
) -> str:
    """The pack's page for people: no style, no script, readable in any browser and on paper."""
    return render_template(
        "oversight/evidence.html",
        office=this_office().tenant.name,
        found=found,
        told_facts=told_facts,
        read_words=read_words,
        colleagues=colleagues,
        people={
            one.declaration: sorted(names[subject] for subject in one.subjects if subject in names)
            for one in found
        },
        rows=rows,
        words=FIELDS,
        reason_words=reason_words,
        results=RESULTS,
        purpose_name=purpose_words,
        made_at=now(),
    )
