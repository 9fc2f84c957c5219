"""The mail that thanks a donor for a gift."""

from __future__ import annotations

from uuid import UUID

from casework.models import Letter
from casework.services.donors.issue_receipt import read_receipt
from casework.services.donors.print_receipt import note_handed_out
from casework.services.mail.message import Mail
from casework.services.mail.places import harmless
from casework.services.thanks.reach import reach_of
from casework.services.thanks.thank_words import THANKS, gifts_to_thank, thank_words
from casework.services.typesetting.paper_words import say
from casework.store.session import ViewerSession

THANKS_MAIL = "gift_thanks"
_PRINTED = ("gift.receipt",)


def write_thanks(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail; None when the gift was taken back since, or the donor has no address any more."""
    gift_id = UUID(str(letter.values["gift"]))
    gift = gifts_to_thank(session, [gift_id]).get(gift_id)
    donor = reach_of(session, [gift.donor_id]).get(gift.donor_id) if gift else None
    if gift is None or donor is None or donor.email is None:
        return None
    words = thank_words(session, gift, harmless(donor.name), letter.language)
    fields = ("gift.amount", "gift.fund") if not gift.in_kind else ("gift.goods", "gift.fund")
    subject = say(THANKS, letter.language)
    papers = _receipt(session, letter)
    text = "\n\n".join(words) + "\n"
    return Mail(
        donor.email, subject, text, letter.language, key, (*fields, *_PRINTED[: len(papers)]), papers=papers
    )


def _receipt(session: ViewerSession, letter: Letter) -> tuple[tuple[str, bytes], ...]:
    """The receipt that goes with these thanks, as it was issued; none where it was cancelled since."""
    told = letter.values.get("receipt")
    if told is None:
        return ()
    paper = read_receipt(session, UUID(str(told)))
    note_handed_out(session, UUID(str(told)))
    return ((f"{paper.number}.pdf", paper.content),) if paper.status == "issued" else ()
