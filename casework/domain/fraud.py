"""Signs of fraud in a vehicle register, by rule. Pure: rows of the register go in, signs come out.

A sign is no verdict and stops nothing. It says which rule found what, and holds the rows behind it for a person to ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

from casework.domain.fraud_rows import Carrying, Evidence, Holding, Limits, Read, Sign

KINDS = (
    SAME_VIN,
    TITLE_HOP,
    PLATE_HOP,
    MANY_TRANSFERS,
    MANY_BUYS,
    ODOMETER_FALL,
    SHARED_ADDRESS,
    LOW_PRICE,
) = (
    *("same_vin", "title_hop", "plate_hop", "many_transfers", "many_buys"),
    *("odometer_fall", "shared_address", "low_price"),
)
EXCEEDS = "EXCEEDS_MECHANICAL_LIMITS"
Row = TypeVar("Row", Holding, Carrying)


def same_vin(vehicles: Iterable[tuple[UUID, str]]) -> Iterator[Sign]:
    """Two records of one VIN: one of the vehicles bears a number that is not its own."""
    groups: defaultdict[str, list[UUID]] = defaultdict(list)
    for vehicle, key in vehicles:
        groups[key].append(vehicle)
    for group in groups.values():
        if len(group) > 1:
            found = sorted(group)
            yield Sign(SAME_VIN, found[0], None, None, tuple(Evidence(None, one) for one in found))


def title_hops(holdings: Iterable[Holding], limits: Limits, since: date) -> Iterator[Sign]:
    """A vehicle that goes from A to B and back to A: sold on paper, to lose a brand, a lien or a debt."""
    for vehicle, chain in _chains(holdings, lambda row: row.vehicle).items():
        for rows in _returns(chain, limits.hop_days, since):
            yield _sign(TITLE_HOP, vehicle, rows, [_owned(row) for row in rows])


def plate_hops(carried: Iterable[Carrying], limits: Limits, since: date) -> Iterator[Sign]:
    """A plate that goes from one vehicle to another and back."""
    for mark, chain in _chains(carried, lambda row: row.mark).items():
        for rows in _returns(chain, limits.hop_days, since):
            seen = [Evidence(row.since, row.vehicle, mark=row.mark) for row in rows]
            yield _sign(PLATE_HOP, mark, rows, seen)


def many_transfers(holdings: Iterable[Holding], limits: Limits, since: date) -> Iterator[Sign]:
    """One vehicle that changes hands again and again. The first owner on record is no transfer."""
    for vehicle, chain in _chains(holdings, lambda row: row.vehicle).items():
        for rows in _crowds(chain[1:], limits.transfers, limits.transfer_days, since):
            yield _sign(MANY_TRANSFERS, vehicle, rows, [_owned(row) for row in rows])


def many_buys(bought: Iterable[tuple[UUID, Holding]], limits: Limits, since: date) -> Iterator[Sign]:
    """One person who buys vehicle after vehicle: a dealer without a licence, or a name that others use."""
    by_person: defaultdict[UUID, dict[tuple[UUID, date], Holding]] = defaultdict(dict)
    for person, holding in bought:
        by_person[person][holding.vehicle, holding.since] = holding
    for person, held in by_person.items():
        chain = sorted(held.values(), key=lambda row: (row.since, row.vehicle))
        for rows in _crowds(chain, limits.buys, limits.buy_days, since):
            if len({row.vehicle for row in rows}) >= limits.buys:
                yield _sign(
                    MANY_BUYS, person, rows, [Evidence(row.since, row.vehicle, (person,)) for row in rows]
                )


def odometer_falls(readings: Iterable[Read]) -> Iterator[Sign]:
    """A reading below an earlier one. What is certified as past its mechanical limit begins anew, and is no fall."""
    by_vehicle: defaultdict[UUID, list[Read]] = defaultdict(list)
    for read in readings:
        by_vehicle[read.vehicle].append(read)
    for vehicle, reads in by_vehicle.items():
        for before, after in pairwise(sorted(reads, key=lambda one: one.on)):
            if after.metres < before.metres and after.certified != EXCEEDS:
                both = (before, after)
                yield Sign(
                    *(ODOMETER_FALL, vehicle, before.on, after.on),
                    tuple(
                        Evidence(one.on, vehicle, reading=(one.value, one.unit, one.certified))
                        for one in both
                    ),
                    cases=frozenset(one.case for one in both if one.case),
                )


def shared_addresses(
    lives: Iterable[tuple[UUID, UUID, str]], bought: Mapping[UUID, Sequence[Holding]], limits: Limits
) -> Iterator[Sign]:
    """Several people who all bought lately and all live at one address: names that one hand may use.

    `lives`: row of the address, person, the address as a key. `bought`: what each of them bought within the time.
    """
    groups: defaultdict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    for row, person, key in lives:
        if bought.get(person):
            groups[key].append((row, person))
    for group in groups.values():
        people = {person for _row, person in group}
        if len(people) >= limits.neighbours:
            rows = sorted(
                ((one, person) for person in people for one in bought[person]), key=lambda pair: pair[0].since
            )
            seen = [Evidence(one.since, one.vehicle, (person,)) for one, person in rows]
            yield _sign(SHARED_ADDRESS, min(row for row, _person in group), [one for one, _ in rows], seen)


def is_low_price(price: int, worth: int, per_mille: int) -> bool:
    """Whether what was declared is less than so many thousandths of what such a vehicle is worth."""
    return price * 1000 < worth * per_mille


def _owned(row: Holding) -> Evidence:
    return Evidence(row.since, row.vehicle, tuple(sorted(row.owners)))


def _sign(kind: str, subject: UUID, rows: Sequence[Row], evidence: Sequence[Evidence]) -> Sign:
    return Sign(
        *(kind, subject, rows[0].since, rows[-1].since, tuple(evidence)),
        members=frozenset(row.recorded_by for row in rows if row.recorded_by),
        cases=frozenset(row.case for row in rows if row.case),
    )


def _chains(rows: Iterable[Row], of: Callable[[Row], UUID]) -> dict[UUID, list[Row]]:
    """The rows of each record in their order; one that only repeats who had it is no change."""
    groups: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        groups[of(row)].append(row)
    chains: dict[UUID, list[Row]] = {}
    for one, group in groups.items():
        chain: list[Row] = []
        for row in sorted(group, key=lambda row: row.since):
            if not chain or chain[-1].whose != row.whose:
                chain.append(row)
        chains[one] = chain
    return chains


def _returns(chain: Sequence[Row], days: int, since: date) -> Iterator[list[Row]]:
    """A, B and A again, with no more than `days` between leaving A and coming back, on or after `since`."""
    for first, other, back in zip(chain, chain[1:], chain[2:], strict=False):
        quick = back.since - other.since <= timedelta(days=days)
        if first.whose == back.whose and quick and back.since >= since:
            yield [first, other, back]


def _crowds(chain: Sequence[Row], fewest: int, days: int, since: date) -> Iterator[list[Row]]:
    """Stretches in which `fewest` rows or more begin within `days`; those that touch are one."""
    found: list[Row] = []
    reach = timedelta(days=days)
    for at, row in enumerate(chain):
        window = chain[max(0, at - fewest + 1) : at + 1]
        full = len(window) == fewest and row.since - window[0].since <= reach
        if not full:
            continue
        if found and window[0].since > found[-1].since:
            yield from _late(found, since)
            found = []
        found += [one for one in window if not found or one.since > found[-1].since or one not in found]
    yield from _late(found, since)


def _late(found: list[Row], since: date) -> Iterator[list[Row]]:
    if found and found[-1].since >= since:
        yield found
