"""What people say in the demo's cases: answers of applicants in their language, notes among staff."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.models import Case
from casework.services.cases.add_note import add_note
from casework.services.tracking.answer_question import answer_question
from casework.store.session import ViewerSession

ANSWERS = {
    "en": "It was on the second page of the letter. I can bring the paper to your counter too.",
    "es": "Está en la segunda página de la carta. También puedo llevar el papel a su ventanilla.",
    "pt": "Está na segunda página da carta. Também posso levar o papel ao seu balcão.",
    "hi": "वह पत्र के दूसरे पन्ने पर था। मैं काग़ज़ आपके काउंटर पर भी ला सकता हूँ।",
    "vi": "Nó ở trang thứ hai của lá thư. Tôi cũng có thể mang giấy tờ đến quầy của quý vị.",
}
NOTES = (
    "Called at noon, nobody answered. I try again tomorrow.",
    "Same address as in another request of this month, see there.",
    "The colleague at the counter has seen the paper itself.",
)
BEGINS = ("take", "start", "triage")


def answer(session: ViewerSession, case: UUID) -> None:
    """The applicant answers what was asked, in the language of the case."""
    language = session.scalars(select(Case.language).where(Case.id == case)).one()
    answer_question(session, case, ANSWERS.get(language, ANSWERS["en"]), (), language=language)


def note(session: ViewerSession, case: UUID, move: str) -> None:
    """A note of whoever begins the work, in every third case."""
    if move in BEGINS and case.int % 3 == 0:
        add_note(session, case, NOTES[case.int // 3 % len(NOTES)])
