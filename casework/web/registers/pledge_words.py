"""Pledges in words: how often, in which state, what changed, why it was not collected."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.domain.schedules import LAST_DAY, Schedule
from casework.services.pledges.settle_attempt import ID_TWICE, OTHER_AMOUNT

STATUSES = {
    "active": (_l("Running"), "good", "dot"),
    "failing": (_l("Not collected, tried again"), "warn", "up"),
    "suspended": (_l("Not collected, stopped"), "bad", "diamond"),
    "paused": (_l("Paused"), "info", "pause"),
    "fulfilled": (_l("Paid"), "good", "check"),
    "lapsed": (_l("Lapsed"), "warn", "diamond"),
    "written_off": (_l("Written off"), "idle", "square"),
    "cancelled": (_l("Ended"), "idle", "square"),
}
PARTS = {
    "due": (_l("Due"), "info", "ring"),
    "sent": (_l("Under way"), "info", "half"),
    "paid": (_l("Paid"), "good", "check"),
    "failed": (_l("Not collected"), "bad", "cross"),
    "missed": (_l("Missed, not collected"), "idle", "square"),
    "ended": (_l("Ended"), "idle", "square"),
}
METHODS = {
    "card": _l("By card"),
    "bank": _l("From the bank account"),
    "self": _l("The donor pays"),
}
CHANGES = {
    "made": _l("Made"),
    "upgraded": _l("More in a year"),
    "downgraded": _l("Less in a year"),
    "changed": _l("Changed"),
    "account": _l("Another bank account"),
    "paused": _l("Paused"),
    "resumed": _l("Goes on"),
    "failing": _l("Declined, tried again"),
    "suspended": _l("Stopped, declined for good"),
    "recovered": _l("Collected again"),
    "missed": _l("Days missed after a standstill"),
    "held_charged": _l("Answer settled: it was charged"),
    "held_declined": _l("Answer settled: it was not charged"),
    "tried_again": _l("Tried again by hand"),
    "fulfilled": _l("Paid in full"),
    "reopened": _l("Open again, a gift was given back"),
    "lapsed": _l("Lapsed, nothing came"),
    "cancelled": _l("Ended"),
    "written_off": _l("Written off"),
}
CODES = {
    "account_closed": _l("The account is closed"),
    "card_expired": _l("The card has expired"),
    "mandate_ended": _l("The donor ended the mandate"),
    "stolen": _l("The card was reported stolen"),
    "no_such_account": _l("There is no such account"),
    "no_money": _l("Not enough money"),
    "limit": _l("Over the limit"),
    "bank_refused": _l("The bank refused it"),
    "given_back": _l("It was given back"),
    "no_trace": _l("The processor never heard of it"),
    "other_amount": _l("Another amount was charged. Ask the processor"),
    "id_twice": _l("The processor gave the number of another payment. Ask it"),
}
TO_DO = {
    OTHER_AMOUNT: _l(
        "Another amount was charged than was asked for. Ask the processor by the key, then settle it"
    ),
    ID_TWICE: _l(
        "The processor gave the number of another payment. Ask it by the key which of the two was charged, then settle"
        " it"
    ),
}
"""What a person does about a payment that was made on a page and can't be booked."""
HELD = (OTHER_AMOUNT, ID_TWICE)
"""Answers that a person settles."""

OFTEN = ("week-1", "week-2", "month-1", "month-2", "month-3", "month-6", "year-1")


def often_words(unit: str, every: int) -> str:
    """ "Once every 3 months"."""
    if unit == "week":
        return ngettext("Once a week", "Once every %(num)s weeks", every)
    if unit == "month":
        return ngettext("Once a month", "Once every %(num)s months", every)
    return ngettext("Once a year", "Once every %(num)s years", every)


def schedule_words(schedule: Schedule) -> str:
    """ "Once every 3 months, on day 15 of the month"."""
    often = often_words(schedule.unit, schedule.every)
    if schedule.unit == "week":
        return often
    if schedule.day == LAST_DAY:
        return _("%(often)s, on the last day of the month", often=often)
    return _("%(often)s, on day %(day)s of the month", often=often, day=schedule.day)


def often_options() -> list[tuple[str, str]]:
    """How often, for a list to choose from."""
    found = []
    for code in OFTEN:
        unit, every = code.split("-")
        found.append((code, often_words(unit, int(every))))
    return found


def day_options() -> list[tuple[str, str]]:
    """On which day, for a list to choose from."""
    days = [(str(day), _("Day %(day)s", day=day)) for day in range(1, LAST_DAY)]
    return [*days, (str(LAST_DAY), _("The last day"))]
