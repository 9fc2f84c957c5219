"""Pledges and recurring gifts from a file: what is still to come of them, made by the same service as at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.money import Money
from casework.base.phrases import Phrase, phrase
from casework.base.values import Value, replace
from casework.domain.schedules import MOST_EVERY, Schedule, due_day, instalments_of, next_after
from casework.models import Pledge
from casework.services.donors.funds import ensure_funds
from casework.services.imports.references import new_by_number, records_of
from casework.services.imports.register import Claim, Entry, ImportField, Told, register_to_import
from casework.services.imports.registers.donors import DONORS
from casework.services.imports.registers.gift_values import Here, amounts_of, fund_of, what_is_here
from casework.services.imports.registers.pledge_fields import FIELDS, day_of_month, still_runs
from casework.services.imports.take_back_pledges import take_back_pledges
from casework.services.office import Office
from casework.services.pledges.change_pledge import RUNNING
from casework.services.pledges.make_pledge import NewPledge, make_pledge, wrong_with
from casework.store.columns import one_of
from casework.store.session import ViewerSession

PLEDGES = "pledges"
_AMOUNTS = ("amount", "each", "paid")
_QUARTER, _A_DAY = 3, timedelta(days=1)


class _Promised(Value):
    """What a row promises: `whole` in `parts`, or without parts `whole` each time; `paid` of it already."""

    parts: int | None
    whole: Money
    paid: Money


class Pledges:
    """Promises that still run."""

    name = PLEDGES
    record = "pledge"
    asks_basis = True
    in_parts = True
    take_back_lines = staticmethod(take_back_pledges)
    needs: tuple[tuple[str, ...], ...] = (("amount", "each"),)
    label: Phrase = phrase("Pledges and recurring gifts")
    hint: Phrase = phrase(
        "One row for each promise that still runs: the donor’s number in the old system, the amount, how often, from"
        " when. What was paid already stays where it was"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return FIELDS

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        ensure_funds(session)
        here = what_is_here(session)
        donors = records_of(session, DONORS, told.source, [entry.values["donor"] for entry in entries])
        for entry in entries:
            _read(session, entry, here, donors, told)
        _compare(session, new_by_number(session, PLEDGES, told.source, entries))

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        for entry in entries:
            entry.made.append(("pledge", make_pledge(session, entry.more["pledge"]).id))

    def describe(self, session: ViewerSession, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        rows = session.execute(
            select(Pledge.id, Pledge.donor_id, Pledge.number, Pledge.amount, Pledge.currency).where(
                one_of(Pledge.id, ids)
            )
        )
        return {row.id: f"{row.number}, {Money(row.amount, row.currency)}" for row in rows}


def _read(session: ViewerSession, entry: Entry, here: Here, donors: Mapping[str, UUID], told: Told) -> None:
    """The pledge that a row becomes, by the rules of the desk; or what is wrong with it."""
    values = entry.values
    donor = donors.get(values["donor"])
    if donor is None:
        said = phrase("No donor with this number is here from this source. Bring the donors in first")
        entry.refuse("donor", "DONOR_UNKNOWN", said)
    if not still_runs(values):
        said = phrase("This promise rests or has ended, or was only a test. Leave it out")
        entry.refuse("status", "NOT_RUNNING", said)
    fund = fund_of(entry, here)
    promised = _promised(entry, here, told)
    schedule = _schedule(entry)
    if entry.wrong or donor is None or fund is None or promised is None or schedule is None:
        return
    day = today(told.office.tenant.timezone)
    bare = NewPledge(
        *(donor, fund.id, promised.whole, schedule),
        method=values.get("method", "self"),
        mandate=values.get("mandate"),
        entered_by=told.by,
    )
    new = _still_to_come(promised, bare, day)
    for name, wrong in wrong_with(session, new).items():
        entry.refuse(name if name != "amount" or "amount" in values else "each", "INVALID", wrong)
    entry.more |= {"pledge": new, "totals": [(fund.name, new.amount)]}
    number = values.get("number")
    named = (
        Claim(f"pledge number {number}")
        if number
        else Claim(f"pledge {entry.content().hex()}", repeats=False)
    )
    entry.claims.append(named)


def _promised(entry: Entry, here: Here, told: Told) -> _Promised | None:
    """The amounts of a row, and in how many parts they come; None, and the row is refused, where that is not clear."""
    amounts, parts = amounts_of(entry, _AMOUNTS, here, told), entry.values.get("instalments") or None
    each, whole = amounts.get("each"), amounts.get("amount")
    if entry.wrong:
        return None
    if whole is None and each is not None:
        paid = amounts.get("paid") if parts else None
        return _Promised(parts, each.times(parts or 1), paid or Money(0, each.currency))
    if whole is None or (each is not None and parts is None):
        said = phrase("Enter the amount each time, or the whole amount and in how many parts it comes")
        entry.refuse("amount" if "amount" in entry.values else "each", "PARTS", said)
        return None
    paid = amounts.get("paid", Money(0, whole.currency))
    if paid.minor >= whole.minor > 0:
        entry.refuse("paid", "PAID_OFF", phrase("All of it was paid already. Leave it out"))
        return None
    return _Promised(parts or 1, whole, paid)


def _schedule(entry: Entry) -> Schedule | None:
    """When it falls due, by the row; None, and the row is refused, where that is no schedule."""
    values, unit = entry.values, entry.values.get("unit", "month")
    every = (values.get("every") or 1) * (_QUARTER if unit == "quarter" else 1)
    day = day_of_month(values.get("day"), values["starts_on"].day)
    if not 1 <= every <= MOST_EVERY:
        entry.refuse("every", "SCHEDULE", phrase("Enter a number from 1 to %(most)s", most=MOST_EVERY))
    elif day is None:
        entry.refuse("day", "SCHEDULE", phrase("Enter a day from 1 to 31, or “last”"))
    else:
        return Schedule("month" if unit == "quarter" else unit, every, day, values["starts_on"])
    return None


def _still_to_come(promised: _Promised, whole: NewPledge, day: date) -> NewPledge:
    """What of it falls due from now on. Of a pledge the parts that are paid are left out, and what was paid of the next
    one; a recurring gift goes on with its first day from today on, so that nothing of the past is collected."""
    terms = whole.schedule
    if promised.parts is None:
        goes_on = (
            terms if day <= terms.starts_on else replace(terms, starts_on=next_after(terms, day - _A_DAY))
        )
        return replace(whole, schedule=goes_on)
    parts = instalments_of(promised.whole, promised.parts)
    reached = accumulate(part.minor for part in parts)
    settled = sum(1 for minor in reached if minor <= promised.paid.minor)
    left, count = promised.whole - promised.paid, promised.parts - settled
    goes_on = replace(terms, starts_on=due_day(terms, settled)) if settled else terms
    return replace(whole, amount=left, instalments=count, schedule=goes_on)


def _compare(session: ViewerSession, entries: Sequence[Entry]) -> None:
    """Perhaps here: another promise of this donor that runs, of the same amount."""
    rows = session.execute(
        select(Pledge.id, Pledge.donor_id, Pledge.amount, Pledge.currency).where(
            one_of(Pledge.donor_id, {entry.more["pledge"].donor_id for entry in entries}),
            Pledge.status.in_(RUNNING),
        )
    )
    here: dict[tuple[UUID, int, str], list[UUID]] = {}
    for row in rows:
        here.setdefault((row.donor_id, row.amount, row.currency), []).append(row.id)
    for entry in entries:
        new: NewPledge = entry.more["pledge"]
        entry.perhaps = tuple(here.get((new.donor_id, new.amount.minor, new.amount.currency), ())[:5])


PLEDGES_REGISTER = register_to_import(Pledges())
