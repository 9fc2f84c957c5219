"""The words of donors' lists, rules and plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.money import Money
from casework.domain import donor_rules as rules
from casework.domain.stewardship import PLANS
from casework.services.donors.care_plans import GRANT, CarePlanView
from casework.services.donors.tasks import TaskView
from casework.web.desk.opening import this_office
from casework.web.formats import language_name, money, number

LISTS = {
    "everybody": _l("Everybody who ever gave"),
    "lybunt": _l("Gave last year, not yet this year"),
    "sybunt": _l("Gave some year, but not last year or this year"),
    "upgraded": _l("Gave more than last year"),
    "downgraded": _l("Gave less than last year"),
    "first_this_year": _l("Gave for the first time this year"),
    "won_back": _l("Came back this year"),
    "lapsed_13_24": _l("Last gift 13 to 24 months ago"),
    "lapsed_25": _l("Last gift more than 24 months ago"),
    "best": _l("Gave lately, often and much"),
}
WIDE_SYBUNT = _l("Gave in some earlier year, but not this year")
SHORT = {"lybunt": "LYBUNT", "sybunt": "SYBUNT"}
FIELDS = {
    "lifetime": _l("Given in all"),
    "this_year": _l("Given this year"),
    "last_year": _l("Given last year"),
    "year_before": _l("Given the year before last"),
    "earlier": _l("Given before last year"),
    "largest": _l("Largest gift"),
    "gifts": _l("Number of gifts"),
    "days_since_last": _l("Days since the last gift"),
    "days_since_first": _l("Days since the first gift"),
    "recency": _l("Score for how lately (1 to 5)"),
    "frequency": _l("Score for how often (1 to 5)"),
    "monetary": _l("Score for how much (1 to 5)"),
    "kind": _l("Kind of donor"),
    "language": _l("Language"),
    "level": _l("Level"),
    "regular": _l("Gives regularly"),
    "may_email": _l("May get appeals by e-mail"),
    "may_post": _l("May get appeals by post"),
}
HOW = {
    rules.AT_LEAST: _l("at least"),
    rules.AT_MOST: _l("at most"),
    rules.IS: _l("is"),
    rules.MORE_THAN: _l("more than"),
    rules.LESS_THAN: _l("less than"),
}
KINDS = {"person": _l("Person"), "organisation": _l("Organization")}
WRONG = {
    "field": _l("Choose what the condition is about"),
    "value": _l("This value does not suit the condition"),
    "too_many": _l("A list has at most 8 conditions"),
    "shape": _l("Choose what the condition is about"),
}
PLAN_WORDS = {
    "first_gift": _l("After a first gift"),
    "large_gift": _l("After a large gift"),
    "gone_quiet": _l("Who has not given for long"),
    GRANT: _l("Grant"),
}
STEPS = {
    "call_to_thank": _l("Call and thank"),
    "welcome_letter": _l("Send the welcome letter"),
    "tell_what_it_did": _l("Tell what their gift has done"),
    "card_of_the_director": _l("Card written by the director"),
    "invite_to_see": _l("Invite them to see our work"),
    "call_to_ask": _l("Call and ask how they are"),
    "grant_application": _l("Send the application for a grant"),
    "grant_report": _l("Send the report on a grant"),
    "grant_visit": _l("Show a funder our work"),
    "ask_again": _l("Ask whether they will give again"),
}


def task_words(what: str | None, plan: str | None) -> str:
    """A task as it is called: steps of plans in the reader's language, others as they were typed."""
    return str(STEPS.get(what or "", what or "")) if plan else what or ""


def rule_words(rule: rules.Rule, currency: str) -> list[str]:
    """Each condition as a sentence."""
    return [_condition(one, currency) for one in rule.conditions]


def _condition(one: rules.Condition, currency: str) -> str:
    told = {"what": str(FIELDS[one.what]), "how": str(HOW[one.how]), "value": _value(one, currency)}
    return _("%(what)s: %(how)s %(value)s", **told)


def _value(one: rules.Condition, currency: str) -> str:
    kind = rules.FIELDS[one.what]
    if one.how in rules.COMPARED:
        return str(FIELDS[str(one.value)])
    if kind == rules.MONEY:
        return money(Money(int(one.value), currency))
    if kind == rules.YES_NO:
        return _("Yes") if one.value else _("No")
    if kind == rules.LEVEL:
        return str(one.value)
    if one.what == "kind":
        return str(KINDS.get(str(one.value), one.value))
    return language_name(str(one.value)) if one.what == "language" else number(int(one.value))


def options(words: Mapping[str, object], codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their words, for a list to choose from."""
    return [(code, str(words[code])) for code in codes]


def plans_offered(own: Iterable[CarePlanView] = ()) -> list[tuple[str, str]]:
    """Plans that can be begun, the office's own first."""
    kept = [(str(one.id), one.name) for one in own]
    return [*kept, *((code, str(PLAN_WORDS[code])) for code in PLANS)]


def running_plans(tasks: Iterable[TaskView]) -> list[str]:
    """Plans of which something is open, and that a person began."""
    return list(
        dict.fromkeys(one.plan for one in tasks if one.plan and one.plan != GRANT and not one.done_on)
    )


def shipped_lists() -> Mapping[str, rules.Rule]:
    """The lists that ship, as this office counts them."""
    return rules.ships(sybunt_includes_lybunt=this_office().kind.giving.sybunt_includes_lybunt)


def list_name(code: str) -> str:
    """What a list that ships is called here."""
    wide = code == "sybunt" and this_office().kind.giving.sybunt_includes_lybunt
    return str(WIDE_SYBUNT if wide else LISTS[code])
