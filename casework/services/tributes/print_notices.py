"""Letters to those who are told of a gift, to print: a page each, with the words as they were decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.domain.thanking import Way
from casework.models import Gift, Tribute
from casework.services.office import office_of
from casework.services.people.hidden_names import anonymous_among
from casework.services.tributes.states import SENT
from casework.services.typesetting.paper_words import frame, long_day
from casework.services.typesetting.typeset import typeset
from casework.services.withheld import FieldWithheld, require_open
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession

PRINTED = ("gift.donor", "person.addresses")


def print_notices(session: ViewerSession, chosen: Sequence[UUID]) -> bytes:
    """One PDF with the letters among these. NotFound where none of them is one; FieldWithheld where a letter is to
    somebody, or names somebody, whose name is kept to few. A disclosure of all that stands on them."""
    require_open(session, *PRINTED)
    rows = session.execute(
        select(Tribute.id, Tribute.gift_id, Tribute.tell_id, Tribute.words, Gift.donor_id)
        .join(Gift, Gift.id == Tribute.gift_id)
        .where(one_of(Tribute.id, chosen), Tribute.status == SENT, Tribute.how == Way.LETTER.value)
        .order_by(Tribute.id)
    ).all()
    letters = [row for row in rows if row.words is not None]
    if not letters:
        raise NotFound
    _check(session, letters)
    office = office_of(session).tenant
    told = [_letter(row.words) for row in letters]
    subjects = [who for row in letters for who in (row.gift_id, row.tell_id)]
    ledger_chain.record(session, "tribute.printed", subjects=subjects, fields=["name", "address"])
    return typeset("letters", {**frame(office, office.language), "title": told[0]["title"], "letters": told})


def _check(session: ViewerSession, letters: Sequence[Any]) -> None:
    if session.viewer.access.hidden_names:
        return
    named = {row.donor_id for row in letters if row.words["names_donor"]}
    people = {row.tell_id for row in letters} | named
    if any(row.words["hidden"] for row in letters) or anonymous_among(session, people):
        raise FieldWithheld


def _letter(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "lang": words["language"].partition("-")[0],
        "to": words["to"],
        "day": long_day(date.fromisoformat(words["day"]), words["language"]),
        "title": words["title"],
        "lines": words["lines"],
    }
