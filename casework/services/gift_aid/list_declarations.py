"""What donors declared, the latest first, and whether it still counts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import Gift, GiftAidDeclaration
from casework.services.people.donor_names import donor_names
from casework.store.session import ViewerSession

ON_A_PAGE = 25


class DeclarationView(Value):
    """A declaration in a list. `gift`: the number of the one that it is for."""

    id: UUID
    donor_id: UUID
    donor: str | None
    scope: str
    how: str
    made_on: date
    cancelled_on: date | None
    gift: str | None


def list_declarations(
    session: ViewerSession, *, after: UUID | None = None
) -> tuple[tuple[DeclarationView, ...], UUID | None]:
    """A page of them, and which one leads to the next. A disclosure."""
    row = GiftAidDeclaration
    chosen = select(
        *(row.id, row.donor_id, row.scope, row.how, row.made_on, row.cancelled_on),
        *(Gift.id.label("gift_id"), Gift.number),
    ).outerjoin(Gift, Gift.id == row.gift_id)
    if after is not None:
        chosen = chosen.where(row.id < after)
    rows = session.execute(chosen.order_by(row.id.desc()).limit(ON_A_PAGE + 1)).all()
    shown = rows[:ON_A_PAGE]
    names = donor_names(session, [one.donor_id for one in shown])
    views = tuple(
        DeclarationView(
            *(one[0], one.donor_id, names.get(one.donor_id), one.scope, one.how),
            *(one.made_on, one.cancelled_on, one.number),
        )
        for one in shown
    )
    return views, shown[-1][0] if len(rows) > ON_A_PAGE else None
