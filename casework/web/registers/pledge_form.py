"""The forms of pledges: what was typed, what is wrong with it, the pledge or the new terms it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from casework.base import money
from casework.base.errors import InvalidInput
from casework.base.money import Money
from casework.domain.schedules import Schedule
from casework.services.pledges.change_pledge import NewTerms
from casework.services.pledges.make_pledge import NewPledge
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import marks
from casework.web.registers.pledge_words import OFTEN
from casework.web.registers.source_box import read_source
from casework.web.words import told

BOXES = (
    *("kind", "amount", "currency", "often", "day", "method", "mandate", "fund", "instalments", "reason"),
    "source",
    *("starts-day", "starts-month", "starts-year"),
)
LONGEST = 400


@dataclass(slots=True)
class PledgeForm:
    """What was typed, by box; `errors` by field."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    amount: Money | None = None
    schedule: Schedule | None = None
    fund: UUID | None = None
    instalments: int | None = None

    def pledge(self, donor: UUID) -> NewPledge:
        """The pledge, once nothing is wrong any more."""
        assert self.amount is not None
        assert self.schedule is not None
        assert self.fund is not None
        in_parts = self.typed["kind"] == "pledge"
        method = "self" if in_parts else self.typed["method"]
        return NewPledge(
            donor_id=donor,
            fund_id=self.fund,
            amount=self.amount,
            schedule=self.schedule,
            method=method,
            instalments=self.instalments if in_parts else None,
            mandate=None if method == "self" else self.typed["mandate"] or None,
            source=read_source(self.typed.get("source", "")),
        )

    def terms(self) -> NewTerms:
        """The new terms of a recurring gift; the mandate counts only where one was typed."""
        mandate = self.typed["mandate"] or None
        method = self.typed["method"] if mandate or self.typed["method"] == "self" else None
        return NewTerms(self.amount, self.schedule, self.fund, method, mandate)

    def wrong(self) -> list[tuple[str, str]]:
        """For the error summary: the id of each wrong box with the words at the field."""
        first = {"starts_on": "starts-day"}
        return [(first.get(name, name), said) for name, said in self.errors.items()]


def read_pledge_form(form: Mapping[str, str], currency: str | None = None) -> PledgeForm:
    """What was sent, read. `currency`: of the pledge that is changed."""
    read = PledgeForm({name: form.get(name, "")[:LONGEST].strip() for name in BOXES})
    read.amount = _money(read, currency)
    read.fund = uuid_or_none(read.typed["fund"])
    if read.fund is None:
        read.errors["fund"] = _("Choose what the gift is for")
    starts_on = _day(read)
    often, day = read.typed["often"], read.typed["day"]
    if often not in OFTEN or not (day.isascii() and day.isdigit() and 1 <= int(day) <= 31):
        read.errors["often"] = _("Choose how often it comes")
    elif starts_on is not None:
        unit, every = often.split("-")
        read.schedule = Schedule(unit, int(every), int(day), starts_on)
    if read.typed["kind"] == "pledge":
        parts = read.typed["instalments"]
        read.instalments = int(parts) if parts.isascii() and parts.isdigit() and len(parts) < 5 else 0
    return read


def typed_terms(new: NewPledge) -> dict[str, str]:
    """The boxes of a pledge as it is."""
    schedule = new.schedule
    return {
        "amount": str(new.amount.decimal),
        "often": f"{schedule.unit}-{schedule.every}",
        "day": str(schedule.day),
        "starts-day": str(schedule.starts_on.day),
        "starts-month": str(schedule.starts_on.month),
        "starts-year": str(schedule.starts_on.year),
        "fund": str(new.fund_id),
        "method": new.method,
        "currency": new.amount.currency,
    }


def _money(read: PledgeForm, currency: str | None) -> Money | None:
    taken = currency or read.typed["currency"] or this_office().tenant.currency
    try:
        return money.parse(read.typed["amount"], taken, str(marks()))
    except InvalidInput as wrong:
        read.errors["amount"] = next(iter(told(wrong).values()))
    except ValueError:
        read.errors["amount"] = _("Choose a currency that you take")
    return None


def _day(read: PledgeForm) -> date | None:
    try:
        return date(*(int(read.typed[f"starts-{part}"]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        read.errors["starts_on"] = _("Enter the day, the month and the year")
        return None
