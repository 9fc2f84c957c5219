"""Payments on the web, one for each thing that can happen to them: paid, declined, found again by the key, held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.domain.collection import key_of
from casework.models import Case, Gift, OnlinePayment
from casework.services.demo.cases import Stage
from casework.services.insert_rows import insert_rows
from casework.services.pledges.settle_attempt import ID_TWICE, OTHER_AMOUNT
from casework.store.columns import one_of
from casework.store.session import ViewerSession

WHERE, WORKFLOW = "riverbend", "gift_intake"
IN_THE_BOOKS = (("SIM-OK", timedelta(seconds=2)), ("SIM-SILENT", timedelta(hours=1)))
"""What the card did, and after how long the answer was known: of the second it was lost, and asked for by the key."""
HELD = (OTHER_AMOUNT, ID_TWICE)
OUTSIDE = (
    ("SIM-NO-MONEY", "declined", "no_money", 2500),
    ("SIM-EXPIRED", "declined", "card_expired", 4000),
    ("SIM-OTHER", "charged", OTHER_AMOUNT, 6000),
    ("SIM-OK", "charged", ID_TWICE, 3000),
)


def plant_payments(stage: Stage) -> None:
    """Plant them once, beside gifts and cases that are there."""
    if stage.demo.slug != WHERE:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        if not session.scalar(select(func.count()).select_from(OnlinePayment)):
            rows = list(_taken(session))
            cases = _others(session, [row["case_id"] for row in rows])
            rows += [_row(case, *told) for case, told in zip(cases, OUTSIDE, strict=False)]
            insert_rows(session, OnlinePayment, rows)
        session.commit()


def _taken(session: ViewerSession) -> Iterator[dict[str, Any]]:
    gifts = session.execute(
        select(Gift.id, Gift.donor_id, Gift.case_id, Gift.amount, Gift.posted_at)
        .where(Gift.case_id.is_not(None), Gift.amount > 0, Gift.reverses_id.is_(None))
        .order_by(Gift.id)
        .limit(len(IN_THE_BOOKS))
    ).all()
    for gift, (card, after) in zip(gifts, IN_THE_BOOKS, strict=False):
        row = _row(gift.case_id, card, "charged", None, gift.amount)
        times = {"sent_at": gift.posted_at - after, "answered_at": gift.posted_at, "taken_at": gift.posted_at}
        yield row | times | {"gift_id": gift.id, "processor_id": f"sim-{gift.id.hex[-8:]}"}


def _others(session: ViewerSession, taken: list[UUID]) -> list[UUID]:
    chosen = select(Case.id).where(Case.workflow == WORKFLOW, ~one_of(Case.id, taken))
    return list(session.scalars(chosen.order_by(Case.id).limit(len(OUTSIDE))))


def _row(case: UUID, card: str, status: str, code: str | None, minor: int) -> dict[str, Any]:
    sent_at = now() - timedelta(hours=3)
    return {
        **{"case_id": case, "place": 1, "key": key_of(str(case), 1), "processor": "simulator"},
        **{"mandate": f"{card}-{case.hex[:12]}", "amount": minor, "currency": "USD", "status": status},
        **{"code": code, "sent_at": sent_at, "answered_at": sent_at, "taken_at": None},
        **{"gift_id": None, "processor_id": None},
        **{"told_amount": minor + 1 if code == OTHER_AMOUNT else minor if code == ID_TWICE else None},
        **{"told_id": f"sim-{case.hex[-8:]}" if code in HELD else None},
    }
