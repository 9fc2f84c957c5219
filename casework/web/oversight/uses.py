"""Each look-up under a use of the law: who declared it on which facts, what was read, what it ended in; as evidence."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.looks.read_ledger import entries_by_id, place_of
from casework.services.lookup.declarations import (
    Chosen,
    declaration_by_entry,
    ended_in,
    list_declarations,
    uses_of,
)
from casework.services.lookup.evidence import MOST, gather_declared
from casework.services.lookup.list_disclosures import names_of
from casework.store import ledger_chain
from casework.web.desk.opening import uuid_or_none
from casework.web.lookup.lookup_words import RESULTS
from casework.web.oversight.door import instant_of, overseeing, oversight_tabs
from casework.web.oversight.evidence_file import as_answer, evidence_file
from casework.web.oversight.field_words import told_facts
from casework.web.oversight.pages import oversight
from casework.web.oversight.rows import entry_rows, purpose_words, read_words

FILTERS = ("use", "member", "since", "until")


@oversight.get("/uses")
@guarded("ledger.read")
def uses() -> str:
    """The list."""
    with overseeing() as session:
        found, after = list_declarations(session, _chosen(place_of(request.args.get("before", ""))))
        ended = ended_in(session, [one.id for one in found])
        colleagues = read_colleagues(session, [one.actor for one in found], everybody=True)
        known = uses_of(session)
        session.commit()
    kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    place = f"{after[0].isoformat()}.{after[1]}" if after else ""
    return render_template(
        "oversight/uses.html",
        rows=found,
        ended=ended,
        facts={one.id: told_facts(one.use, one.facts) for one in found},
        colleagues=colleagues,
        uses=[(code, purpose_words(code)) for code in known],
        members=[(str(one.id), one.name) for one in colleagues.people.values()],
        results=RESULTS,
        chosen={name: request.args.get(name, "") for name in FILTERS},
        purpose_name=purpose_words,
        first=url_for("oversight.uses", **kept) if request.args.get("before") else None,
        after=url_for("oversight.uses", before=place, **kept) if place else None,
        as_pack=url_for("oversight.uses_pack", **kept),
        tabs_here=oversight_tabs("oversight.uses"),
    )


@oversight.get("/uses/<int:entry>")
@guarded("ledger.read")
def use_one(entry: int) -> str:
    """One of them: who, why, what was read, what it ended in."""
    with overseeing() as session:
        declared = declaration_by_entry(session, entry)
        (found,) = gather_declared(session, [declared])
        entries = entries_by_id(session, [one.id for one in found.entries])
        colleagues = read_colleagues(session, [declared.actor])
        names = names_of(session, found.subjects)
        session.commit()
    rows = entry_rows(entries, colleagues)
    return render_template(
        "oversight/use_one.html",
        one=found,
        entry=entry,
        who=colleagues.name(declared.actor) or _("A former colleague"),
        use=purpose_words(declared.use),
        facts=told_facts(declared.use, declared.facts),
        people=sorted(names.values()),
        entries=rows,
        read=read_words(rows),
        results=RESULTS,
        tabs_here=oversight_tabs("oversight.uses"),
    )


@oversight.get("/uses/<int:entry>/evidence.zip")
@guarded("ledger.read")
def use_evidence(entry: int) -> Response:
    """The evidence of one of them."""
    with overseeing() as session:
        made = evidence_file(session, gather_declared(session, [declaration_by_entry(session, entry)]))
        session.commit()
    return as_answer(made, str(entry))


@oversight.get("/uses/evidence.zip")
@guarded("ledger.read")
def uses_pack() -> Response:
    """The evidence of all that were chosen, newest first, to a bound."""
    with overseeing() as session:
        found, _more = list_declarations(session, _chosen(), size=MOST)
        made = evidence_file(session, gather_declared(session, found))
        ledger_chain.record(session, "ledger.exported", detail={"lookups": len(found)})
        session.commit()
    return as_answer(made, "lookups")


def _chosen(before: Any = None) -> Chosen:
    return Chosen(
        use=request.args.get("use", ""),
        member=uuid_or_none(request.args.get("member", "")),
        since=instant_of("since"),
        until=instant_of("until", next_day=True),
        before=before,
    )
