"""An office's levels of donors: kept with the days on which each holds, and where a donor stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.levels import CODE, LONGEST_MONTHS, Level
from casework.models import GivingLevel
from casework.policy.rulebook import require
from casework.services.donors.new_gift import LARGEST
from casework.services.donors.tasks import GONE
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NAME = 60


class NewLevel(Value):
    """A level from a day on. `months` None: all that was ever given counts."""

    code: str
    name: str
    minimum: Money
    months: int | None
    valid_from: date


class LevelView(Value):
    """A level as it is kept; `valid_to`: the first day on which it holds no more."""

    id: UUID
    code: str
    name: str
    minimum: Money
    months: int | None
    valid_from: date
    valid_to: date | None


def set_level(session: ViewerSession, new: NewLevel) -> None:
    """A level, or what it asks from a day on: what held before ends on that day. InvalidInput by field."""
    _may(session)
    _check(session, new)
    for row in session.scalars(select(GivingLevel).where(GivingLevel.code == new.code).with_for_update()):
        if row.valid_to is None or row.valid_to > new.valid_from:
            row.valid_to = new.valid_from
    made = GivingLevel(code=new.code, name=" ".join(new.name.split()), minimum=new.minimum.minor)
    made.months, made.valid_from = new.months, new.valid_from
    made.made_at, made.made_by = now(), session.viewer.actor
    session.add(made)
    session.flush()
    ledger_chain.record(session, "level.set", subjects=[made.id])


def end_level(session: ViewerSession, level_id: UUID) -> None:
    """From tomorrow on it holds no more. NotFound; Refused STOPPED where its last day is known."""
    _may(session)
    row = session.scalar(select(GivingLevel).where(GivingLevel.id == level_id).with_for_update())
    if row is None:
        raise NotFound
    if row.valid_to is not None:
        raise Refused("STOPPED", GONE)
    row.valid_to = max(_tomorrow(session), _after(row.valid_from))
    session.flush()
    ledger_chain.record(session, "level.ended", subjects=[row.id])


def list_levels(session: ViewerSession) -> tuple[LevelView, ...]:
    """Every level with its days, those that hold or will hold first, the highest first."""
    currency = office_of(session).tenant.currency
    rows = session.scalars(
        select(GivingLevel).order_by(
            GivingLevel.valid_to.desc().nulls_first(), GivingLevel.minimum.desc(), GivingLevel.code
        )
    )
    return tuple(
        LevelView(
            *(row.id, row.code, row.name, Money(row.minimum, currency), row.months),
            *(row.valid_from, row.valid_to),
        )
        for row in rows
    )


def levels_on(session: ViewerSession, day: date) -> tuple[Level, ...]:
    """The levels that hold on a day."""
    rows = session.execute(
        select(GivingLevel.code, GivingLevel.name, GivingLevel.minimum, GivingLevel.months).where(
            GivingLevel.valid_from <= day, or_(GivingLevel.valid_to.is_(None), GivingLevel.valid_to > day)
        )
    )
    return tuple(Level(row.code, row.name, row.minimum, row.months) for row in rows)


def _check(session: ViewerSession, new: NewLevel) -> None:
    errors: dict[str, Sayable] = {}
    kept = [one for one in list_levels(session) if one.code == new.code]
    if not CODE.fullmatch(new.code):
        errors["code"] = phrase("Enter a short code of small letters, digits and _")
    if not new.name.strip() or len(new.name) > LONGEST_NAME:
        errors["name"] = phrase("Enter a name of at most 60 characters")
    if new.minimum.currency != office_of(session).tenant.currency or not 0 < new.minimum.minor < LARGEST:
        errors["minimum"] = phrase("Enter an amount of more than zero")
    if new.months is not None and not 1 <= new.months <= LONGEST_MONTHS:
        errors["months"] = phrase("Enter 1 to 120 months, or leave it empty")
    if not date(1970, 1, 1) <= new.valid_from < date(2200, 1, 1) or _overtaken(kept, new.valid_from):
        errors["from"] = phrase("Enter a day after the one from which this level holds now")
    if errors:
        raise InvalidInput(errors)


def _overtaken(kept: Sequence[LevelView], day: date) -> bool:
    return any(one.valid_from >= day for one in kept)


def _may(session: ViewerSession) -> None:
    require("level.set", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise PurposeRequired


def _tomorrow(session: ViewerSession) -> date:
    return _after(today(office_of(session).tenant.timezone))


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
