"""What was given to others and what was refused: to whom, for which use, on which facts; as evidence for an auditor."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.clock import now
from casework.models import OutwardDisclosure
from casework.policy.guard import guarded
from casework.services.cases.colleagues import Colleagues, read_colleagues
from casework.services.looks.read_ledger import entries_by_id, place_of
from casework.services.lookup.evidence import MOST, Entries, gather, pack
from casework.services.lookup.list_disclosures import Place, disclosure_by_id, list_disclosures, names_of
from casework.services.lookup.proofs import open_proof
from casework.store import ledger_chain
from casework.store.session import ViewerSession
from casework.web.attachments import attachment
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.lookup.lookup_words import FIELDS, RESULTS, reason_words
from casework.web.oversight.door import instant_of, overseeing, oversight_tabs
from casework.web.oversight.pages import oversight
from casework.web.oversight.rows import entry_rows, purpose_words
from casework.web.words import pack_text


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
        (found,) = gather(session, [disclosure_by_id(session, disclosure)])
        entries = entries_by_id(session, [entry.id for entry in found.entries])
        colleagues = read_colleagues(session, [found.disclosure.decided_by])
        names = names_of(session, found.disclosure.people)
        session.commit()
    return render_template(
        "oversight/given_one.html",
        one=found,
        row=found.disclosure,
        facts=_facts(found.disclosure),
        people=[names.get(person, "–") for person in found.disclosure.people],
        who=colleagues.name(found.disclosure.decided_by) or _("A former colleague"),
        use=purpose_words(found.disclosure.use),
        entries=entry_rows(entries, colleagues),
        words=FIELDS,
        results=RESULTS,
        reason=reason_words(found.disclosure.reason or ""),
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
        made = _packed(session, [row])
        session.commit()
    return _archive(made, row.number)


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
        made = _packed(session, list(found))
        ledger_chain.record(session, "ledger.exported", detail={"disclosures": len(found)})
        session.commit()
    return _archive(made, "disclosures")


def _packed(session: ViewerSession, rows: list[OutwardDisclosure]) -> bytes:
    found = gather(session, rows)
    colleagues = read_colleagues(session, [row.decided_by for row in rows])
    names = names_of(session, sorted({person for row in rows for person in row.people}))
    return pack(session, found, _summary(found, colleagues, names))


def _summary(found: list[Entries], colleagues: Colleagues, names: dict[UUID, str]) -> str:
    """The pack's page for people: no style, no script, readable in any browser and on paper."""
    return render_template(
        "oversight/evidence.html",
        office=this_office().tenant.name,
        found=found,
        facts={one.disclosure.id: _facts(one.disclosure) for one in found},
        colleagues=colleagues,
        names=names,
        words=FIELDS,
        results=RESULTS,
        purpose_name=purpose_words,
        made_at=now(),
    )


def _facts(row: OutwardDisclosure) -> list[tuple[str, str]]:
    """What was declared, by the labels of the pack."""
    purpose = this_office().kind.purposes.get(row.use)
    labels = {field.name: pack_text(field.label) for field in purpose.requires} if purpose else {}
    return [(labels.get(name, name), str(value)) for name, value in row.declared.items()]


def _archive(made: bytes, name: str) -> Response:
    answer = Response(made, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="evidence-{name}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _before() -> Place | None:
    at, _tilde, last = request.args.get("before", "").rpartition("~")
    instant: tuple[datetime, int] | None = place_of(f"{at}.0")
    one = uuid_or_none(last)
    return (instant[0], one) if instant and one else None
