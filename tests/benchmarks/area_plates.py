"""Plates on a register of a million assignments: the question of a day and the completion of a transfer.

Each with the wall and the stored disclosure, beside a plain read by primary key; with SIZE=full beside a register ten
times as large in the same tables. `BENCH_ASSIGNMENTS` makes it smaller.
"""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.clock import freeze
from casework.models import PlateAssignment
from casework.services.vehicles.plate_then import owner_of_plate, vehicle_of_plate
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.store.session import ViewerSession
from tests.benchmarks.filling_plates import FIRST_YEAR, MOVES, YEARS, fill_register
from tests.benchmarks.ground import MILLION, Ground
from tests.benchmarks.lookers import Lookers, Member
from tests.benchmarks.timing import Figure, Way, in_turn, middle, show

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 200)
SOLD = 60
ASSIGNMENTS = int(os.environ.get("BENCH_ASSIGNMENTS") or MILLION)
TENANT, LARGE = 1001, 1010
TODAY = datetime(2026, 11, 20, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """A plate of one register and an instant."""

    tenant: int
    number: int
    at: datetime


def measure(ground: Ground) -> list[Figure]:
    """Every figure of the register, and how it grows."""
    sizes = {TENANT: ASSIGNMENTS}
    if os.environ.get("SIZE") == "full":
        sizes[LARGE] = 10 * ASSIGNMENTS
    lookers = Lookers(ground.settings)
    try:
        told: dict[int, dict[str, float]] = {}
        for tenant, assignments in sizes.items():
            with ground.superuser() as superuser:
                seconds = fill_register(superuser, tenant, assignments)
            print(f"   {assignments:,} assignments ({seconds:.0f} s to fill)", flush=True)
            told[tenant] = _asked(lookers, tenant, assignments) | _sold(ground, lookers, tenant)
        return list(_figures(told))
    finally:
        lookers.close()


def _figures(told: dict[int, dict[str, float]]) -> Iterator[Figure]:
    for name in ("as of a day", "owner as of a day", "transfer completed"):
        beside = {tenant: took[name] / took["plain read"] for tenant, took in told.items()}
        yield Figure(f"plates, {name} / plain read by primary key", beside[TENANT])
        if LARGE in told:
            # Beside the plain read of the same minutes: what else the machine did then is in both.
            growth = beside[LARGE] / beside[TENANT]
            yield Figure(f"plates, {name} / plain read: ten times the register", growth, 1.2)


def _asked(lookers: Lookers, tenant: int, assignments: int) -> dict[str, float]:
    chance = random.Random(tenant)
    plates = assignments // MOVES
    days = (MOVES * YEARS) * 365
    chances = [
        Asked(
            tenant,
            chance.randint(1, plates),
            datetime(FIRST_YEAR, 1, 1, 12, tzinfo=UTC) + timedelta(days=chance.randrange(days)),
        )
        for _ in range(ROUNDS)
    ]
    ways = {
        "plain read": Way(lambda one: _by_key(lookers, one)),
        "as of a day": Way(lambda one: _vehicle(lookers, one), lambda: _in_app(lookers)),
        "owner as of a day": Way(lambda one: _owner(lookers, one), lambda: _in_app(lookers)),
    }
    times = in_turn(ways, chances)
    show(f"a plate among {assignments:,} assignments, {ROUNDS} rounds", times, "plain read")
    return {name: middle(taken) for name, taken in times.items()}


def _sold(ground: Ground, lookers: Lookers, tenant: int) -> dict[str, float]:
    """Sales of vehicles that nobody has sold yet, each in a transaction of its own."""
    with ground.owner() as owner:
        rows = owner.execute(
            "select o.vehicle_id, h.person_id from ownership o join ownership_holder h"
            " on h.tenant_id = o.tenant_id and h.ownership_id = o.id where o.tenant_id = %s"
            " and o.reason = 'first_title' and o.superseded_at is null order by o.id limit %s",
            [tenant, SOLD * 40],
        ).fetchall()
    chosen = random.Random(tenant).sample(rows, min(SOLD, len(rows)))
    buyers = [person for _vehicle_id, person in reversed(rows)]
    chances = [(vehicle, seller, _another(buyers, seller, at)) for at, (vehicle, seller) in enumerate(chosen)]
    times = in_turn(
        {"transfer completed": Way(lambda one: _sell(lookers, tenant, *one), lambda: _in_app(lookers))},
        chances,
        warm=5,
    )
    show(f"a transfer completed, {len(chosen)} rounds", times, "transfer completed")
    return {name: middle(taken) for name, taken in times.items()}


def _by_key(lookers: Lookers, asked: Asked) -> None:
    number = asked.number * MOVES + asked.number % MOVES
    rest = md5(f"carry{asked.tenant} {number}".encode(), usedforsecurity=False).hexdigest()[:24]
    with Session(lookers.plain) as session:
        wanted = select(*PlateAssignment.__table__.c).where(
            PlateAssignment.tenant_id == asked.tenant, PlateAssignment.id == UUID(f"{number:08x}{rest}")
        )
        assert session.execute(wanted).one_or_none() is not None


def _vehicle(lookers: Lookers, asked: Asked) -> None:
    with _at(lookers, asked.tenant, "registry", "title_clerk") as session:
        assert len(vehicle_of_plate(session, f"P{asked.number}", asked.at)) == 1
        session.commit()


def _owner(lookers: Lookers, asked: Asked) -> None:
    with _at(lookers, asked.tenant, "title_transfer", "senior_examiner") as session:
        (found,) = owner_of_plate(session, f"P{asked.number}", asked.at)
        assert found.owners[0].name
        session.commit()


def _sell(lookers: Lookers, tenant: int, vehicle: UUID, seller: UUID, buyer: UUID) -> None:
    with freeze(TODAY), _at(lookers, tenant, "title_transfer", "senior_examiner") as session:
        transfer_title(session, TitleTransfer(vehicle, date(2026, 11, 2), frozenset({seller}), (buyer,)))
        session.commit()


def _another(people: list[UUID], seller: UUID, at: int) -> UUID:
    return people[at] if people[at] != seller else people[at + 1]


def _at(lookers: Lookers, tenant: int, purpose: str, title: str) -> AbstractContextManager[ViewerSession]:
    member = Member(uuid.UUID(int=tenant), frozenset(), (title,))
    return lookers.office(tenant).open(lookers.member(tenant, member, purpose))


def _in_app(lookers: Lookers) -> AbstractContextManager[None]:
    return lookers.app.app_context()  # type: ignore[return-value]  # Flask's context manager yields itself
