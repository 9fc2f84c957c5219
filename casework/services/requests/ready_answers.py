"""Ready answers: words for a move of a kind of work, for some categories, in the languages of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import CannedReply, Case
from casework.packs import Field, Move, Workflow
from casework.policy.rulebook import require
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_TITLE, LONGEST = 80, 1000


class ReadyAnswer(Value):
    """A ready answer, frozen."""

    id: UUID
    title: str
    categories: tuple[str, ...]
    moves: tuple[str, ...]
    words: Mapping[str, str]
    retired: bool


def says(move: Move) -> Field | None:
    """The question of a move that a ready answer can fill: its first one for sentences."""
    return next((field for field in move.asks if field.kind == "long_text"), None)


def answers_for(session: ViewerSession, case: Case, move: Move, category: str) -> list[ReadyAnswer]:
    """What is ready for this move of this case; none where the move asks for no sentences."""
    if says(move) is None:
        return []
    return [
        one
        for one in list_answers(session, case.workflow)
        if not one.retired
        and (not one.moves or move.name in one.moves)
        and (not one.categories or category in one.categories)
    ]


def worded(session: ViewerSession, answer: ReadyAnswer, case: Case) -> str:
    """The answer in the language of whoever asked, with its places filled."""
    tenant = office_of(session).tenant
    words = (
        answer.words.get(case.language)
        or answer.words.get(tenant.language)
        or next(iter(answer.words.values()))
    )
    return words.replace("[number]", case.number).replace("[office]", tenant.name)


def list_answers(session: ViewerSession, workflow: str) -> list[ReadyAnswer]:
    """All of a kind of work, by title."""
    rows = session.scalars(
        select(CannedReply).where(CannedReply.workflow == workflow).order_by(CannedReply.title)
    )
    return [_view(row) for row in rows]


def keep_answer(session: ViewerSession, workflow: Workflow, wish: ReadyAnswer, *, new: bool) -> None:
    """Add or change one. Raises InvalidInput, NotFound."""
    require("unit.manage", session.viewer)
    errors = _errors(session, workflow, wish)
    if errors:
        raise InvalidInput(errors)
    row = CannedReply(id=new_id(), workflow=workflow.name) if new else _row(session, wish.id)
    row.title, row.words = " ".join(wish.title.split()), dict(wish.words)
    row.categories, row.moves = sorted(wish.categories), sorted(wish.moves)
    row.retired_at = now() if wish.retired else None
    session.add(row)
    session.flush()
    ledger_chain.record(session, "reply.added" if new else "reply.changed", detail={"reply": row.id})


def _errors(session: ViewerSession, workflow: Workflow, wish: ReadyAnswer) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    title = " ".join(wish.title.split())
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = phrase("Enter a title of 80 characters at most")
    same = select(CannedReply.id).where(CannedReply.workflow == workflow.name, CannedReply.title == title)
    if session.scalar(same) not in (None, wish.id):
        errors["title"] = phrase("There is a ready answer of this title already")
    if not wish.words or any(len(words) > LONGEST for words in wish.words.values()):
        errors["words"] = phrase("Write the answer in at least one language, 1,000 characters at most")
    known = {move.name for move in workflow.moves if says(move) is not None}
    if set(wish.moves) - known:
        errors["moves"] = phrase("Choose from the list")
    return errors


def _row(session: ViewerSession, answer_id: UUID) -> CannedReply:
    row = session.scalar(select(CannedReply).where(CannedReply.id == answer_id))
    if row is None:
        raise NotFound
    return row


def _view(row: CannedReply) -> ReadyAnswer:
    return ReadyAnswer(
        row.id,
        row.title,
        tuple(row.categories),
        tuple(row.moves),
        dict(row.words),
        row.retired_at is not None,
    )


def pick(answers: Sequence[ReadyAnswer], answer_id: UUID | None) -> ReadyAnswer | None:
    """The chosen one of these."""
    return next((one for one in answers if one.id == answer_id), None)
