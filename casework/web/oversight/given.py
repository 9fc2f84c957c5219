"""What was given to others and what was refused: to whom, for which use, on which facts; as evidence for an auditor."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.looks.read_ledger import entries_by_id, place_of
from casework.services.lookup.evidence import MOST, gather
from casework.services.lookup.list_disclosures import Place, disclosure_by_id, list_disclosures, names_of
from casework.services.lookup.proofs import open_proof
from casework.store import ledger_chain
from casework.web.attachments import attachment
from casework.web.desk.opening import uuid_or_none
from casework.web.lookup.lookup_words import FIELDS, RESULTS, reason_words
from casework.web.oversight.door import instant_of, overseeing, oversight_tabs
from casework.web.oversight.evidence_file import as_answer, evidence_file
from casework.web.oversight.field_words import told_facts
from casework.web.oversight.pages import oversight
from casework.web.oversight.rows import entry_rows, purpose_words


@oversight.get("/given")
@guarded("ledger.read")
def given() -> str:
    """The list."""
    result = request.args.get("result", "")
    chosen = {name: request.args.get(name, "") for name in ("result", "since", "until")}
    with overseeing() as session:
        found, after = list_disclosures(
            session,
            result=result if result in RESULTS else "",
            since=instant_of("since"),
            until=instant_of("until", next_day=True),
            before=_before(),
        )
        colleagues = read_colleagues(session, [one.decided_by for one in found])
        session.commit()
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    place = f"{after[0].isoformat()}~{after[1]}" if after else ""
    return render_template(
        "oversight/given.html",
        rows=found,
        names={one.decided_by: colleagues.name(one.decided_by) for one in found},
        results=RESULTS,
        chosen=chosen,
        purpose_name=purpose_words,
        first=url_for("oversight.given", **kept) if request.args.get("before") else None,
        after=url_for("oversight.given", before=place, **kept) if place else None,
        as_pack=url_for("oversight.given_pack", **kept),
        tabs_here=oversight_tabs("oversight.given"),
    )


@oversight.get("/given/<uuid:disclosure>")
@guarded("ledger.read")
def given_one(disclosure: UUID) -> str:
    """One of them: everything that was said, what was read for it, and its documents."""
    with overseeing() as session:
        row = disclosure_by_id(session, disclosure)
        (found,) = gather(session, [row])
        entries = entries_by_id(session, [entry.id for entry in found.entries])
        colleagues = read_colleagues(session, [row.decided_by])
        names = names_of(session, row.people)
        session.commit()
    return render_template(
        "oversight/given_one.html",
        one=found,
        row=row,
        facts=told_facts(row.use, row.declared),
        people=[names.get(person, "–") for person in row.people],
        who=colleagues.name(row.decided_by) or _("A former colleague"),
        use=purpose_words(row.use),
        entries=entry_rows(entries, colleagues),
        words=FIELDS,
        results=RESULTS,
        reason=reason_words(row.reason or ""),
        tabs_here=oversight_tabs("oversight.given"),
    )


@oversight.get("/given/<uuid:disclosure>/papers/<uuid:proof>")
@guarded("ledger.read")
def given_paper(disclosure: UUID, proof: UUID) -> Response:
    """One of its documents."""
    with overseeing() as session:
        file = open_proof(session, disclosure, proof)
        session.commit()
    return attachment(file)


@oversight.get("/given/<uuid:disclosure>/evidence.zip")
@guarded("ledger.read")
def given_evidence(disclosure: UUID) -> Response:
    """The evidence of one of them."""
    with overseeing() as session:
        row = disclosure_by_id(session, disclosure)
        made = evidence_file(session, gather(session, [row]))
        session.commit()
    return as_answer(made, row.number)


@oversight.get("/given/evidence.zip")
@guarded("ledger.read")
def given_pack() -> Response:
    """The evidence of all that were chosen, newest first, to a bound."""
    result = request.args.get("result", "")
    with overseeing() as session:
        found, _more = list_disclosures(
            session,
            result=result if result in RESULTS else "",
            since=instant_of("since"),
            until=instant_of("until", next_day=True),
            size=MOST,
        )
        made = evidence_file(session, gather(session, found))
        ledger_chain.record(session, "ledger.exported", detail={"disclosures": len(found)})
        session.commit()
    return as_answer(made, "disclosures")


def _before() -> Place | None:
    at, _tilde, last = request.args.get("before", "").rpartition("~")
    instant: tuple[datetime, int] | None = place_of(f"{at}.0")
    one = uuid_or_none(last)
    return (instant[0], one) if instant and one else None
