"""Take imported gifts back by counter-postings: the books forget nothing, and every number stays.

What was changed since it came in is kept, or taken back as well where somebody wants that: it has a receipt, part of
it was given back, it was claimed. What was taken back by hand already is named and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.phrases import Phrase, phrase
from casework.models import BookEntry, Gift, GiftAidLine, MatchingClaim, Receipt
from casework.services.donors.reverse_gift import reverse_gifts
from casework.services.imports.abilities import Kept
from casework.services.imports.register import Wrong
from casework.store.columns import one_of
from casework.store.session import ViewerSession

REASON = "The import was taken back"
_GONE = phrase("This gift was taken back or refunded by hand already")
_CHANGED: dict[str, Phrase] = {
    "RECEIPTED": phrase("A receipt was issued for this gift"),
    "REFUNDED": phrase("Part of this gift was given back"),
    "CLAIMED": phrase("This gift was claimed under Gift Aid"),
    "MATCHED": phrase("A matching gift was claimed or came for this gift"),
}


def take_back_gifts(session: ViewerSession, made: Sequence[tuple[int, UUID]], *, changed: str) -> list[Kept]:
    """Take back gifts by their line and id; those that stay. `changed`: "keep" or "reverse" what was changed since."""
    ids = [record for _, record in made]
    rows = session.execute(select(Gift.id, Gift.status).where(one_of(Gift.id, ids)))
    standing = {row.id: row.status for row in rows}
    since = dict(_changed(session, ids)) if changed == "keep" else {}
    kept, gone = [], []
    for line, record in made:
        if standing.get(record) not in ("posted", "receipted"):
            kept.append(Kept(line, record, Wrong("", "GONE", _GONE)))
        elif record in since:
            kept.append(Kept(line, record, Wrong("", since[record], _CHANGED[since[record]])))
        else:
            gone.append(record)
    if gone:
        reverse_gifts(session, gone, reason=REASON)
    return kept


def _changed(session: ViewerSession, ids: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    """Gifts of these that something was done about, and what."""
    met = MatchingClaim.received_gift_id
    refunded = select(BookEntry.gift_id).where(one_of(BookEntry.gift_id, ids), BookEntry.act == "refund")
    receipted = select(Receipt.gift_id).where(one_of(Receipt.gift_id, ids), Receipt.status == "issued")
    asked = (
        ("MATCHED", select(MatchingClaim.gift_id).where(one_of(MatchingClaim.gift_id, ids))),
        ("MATCHED", select(met).where(one_of(met, ids))),
        ("CLAIMED", select(GiftAidLine.gift_id).where(one_of(GiftAidLine.gift_id, ids))),
        ("REFUNDED", refunded),
        ("RECEIPTED", receipted),
    )
    for code, chosen in asked:
        for gift in session.scalars(chosen):
            if gift is not None:
                yield gift, code
