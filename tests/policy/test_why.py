"""What is told about withheld values is what is done: whatever is named as opening it, opens it."""

import uuid

import pytest

from casework.base.errors import PurposeRequired
from casework.packs import catalog
from casework.packs.rules import all_fields
from casework.policy.emergency import ONE_CASE, to_ask, to_read
from casework.policy.things import THINGS
from casework.policy.viewer import SCOPES, Viewer, compile_access, widest
from casework.policy.why import (
    DUTY,
    EMERGENCY,
    PURPOSE,
    SEALED,
    TOKEN,
    Thing,
    decide,
    entry,
    is_open,
    kept_away,
    reading_purposes,
)
from casework.services.cases.facts import may_open, thing_of

KINDS = sorted(catalog().kinds.values(), key=lambda kind: kind.name)
IDS = [kind.name for kind in KINDS]


def viewer(kind, duties, code, *, narrowed_to=None):
    """A member with these duties and purpose, or None when they have no share in it."""
    held = frozenset(duties)
    try:
        access = compile_access(held, code, kind.purposes[code])
    except PurposeRequired:
        return None
    return Viewer(1, uuid.uuid4(), "member", held, code, access, narrowed_to=narrowed_to)


def things(kind):
    """Every named thing, and every question of every workflow that this kind of office offers."""
    asked = (field for flow in catalog().offered(kind.name) for field in all_fields(flow).values())
    return [*THINGS.values(), *{thing_of(field) for field in asked}]


def viewers(kind):
    """Every title for every purpose that it has a share in; emergency access is narrowed by its needs instead."""
    codes = [code for code in kind.purposes if code != EMERGENCY]
    made = (viewer(kind, title.duties, code) for title in kind.titles.values() for code in codes)
    return [one for one in made if one is not None]


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_the_decision_is_what_discloses(kind):
    flows = catalog().offered(kind.name)
    for one in viewers(kind):
        for field in (field for flow in flows for field in all_fields(flow).values()):
            decision = decide(one, thing_of(field), kind)
            assert decision.open == may_open(one, field) == is_open(one, thing_of(field))
            assert decision.open == (one.access.may_read(field.cls) and bool(one.duties & set(field.opens)))


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_whatever_is_said_to_open_it_opens_it(kind):
    told = 0
    for one in viewers(kind):
        for thing in things(kind):
            decision = decide(one, thing, kind)
            if decision.open:
                continue
            told += 1
            for duty in decision.duties:
                assert is_open(viewer(kind, one.duties | {duty}, one.purpose), thing), (one, thing, duty)
            for code in decision.purposes:
                assert is_open(viewer(kind, one.duties, code), thing), (one, thing, code)
            for title in decision.ask:
                asked = [viewer(kind, kind.titles[title].duties, code) for code in decision.ask_for]
                assert any(who is not None and is_open(who, thing) for who in asked), (one, thing, title)
    assert told > 100


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_nothing_that_would_open_it_is_kept_quiet(kind):
    for one in viewers(kind):
        for thing in things(kind):
            decision = decide(one, thing, kind)
            if decision.open or one.purpose not in (*reading_purposes(kind), "triage"):
                continue
            if not thing.of_case:
                for code in reading_purposes(kind):
                    other = viewer(kind, one.duties, code)
                    assert (code in decision.purposes) == (other is not None and is_open(other, thing))
            others = [viewer(kind, title.duties, one.purpose) for title in kind.titles.values()]
            read_by_others = any(who is not None and is_open(who, thing) for who in others)
            assert (decision.rule == DUTY) == (read_by_others or bool(decision.duties))


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_who_may_come_in_is_who_has_a_share(kind):
    for title in kind.titles.values():
        for code in kind.purposes:
            decision = entry(title.duties, code, kind)
            assert decision.open == (viewer(kind, title.duties, code) is not None)
            for name in decision.ask:
                assert viewer(kind, kind.titles[name].duties, code) is not None


def test_a_clerk_is_told_that_the_examiner_reads_document_numbers():
    kind = catalog().kind("motor_vehicle_agency")
    clerk = viewer(kind, kind.titles["title_clerk"].duties, "title_transfer")
    number = catalog().workflow("vehicle_transfer").field("id_number")
    decision = decide(clerk, thing_of(number), kind)
    assert (decision.rule, decision.classes) == (DUTY, ("sealed",))
    assert decision.duties == ("examiner",)
    assert set(decision.ask) == {"title_examiner", "senior_examiner"}


def test_an_owner_at_the_counter_is_closed_by_the_purpose_and_opens_to_a_permitted_use():
    kind = catalog().kind("motor_vehicle_agency")
    clerk = viewer(kind, kind.titles["title_clerk"].duties, "registry")
    decision = decide(clerk, THINGS["vehicle.owners"], kind)
    assert decision.rule == PURPOSE and decision.duties == ()
    assert "b7" in decision.purposes and "b4" not in decision.purposes


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_whoever_is_named_for_cases_that_are_kept_away_sees_more_of_them(kind):
    order = list(SCOPES)
    for one in viewers(kind):
        purpose = kind.purposes[one.purpose]
        mine = [held for held in one.duties if held in purpose.opens or held in purpose.writes]
        for away in kept_away(one, kind):
            for duty in away.duties:
                if away.rule == SEALED:
                    other = viewer(kind, {duty}, one.purpose)
                    assert other.access.sealed_cases and not one.access.sealed_cases
                else:
                    assert order.index(widest([duty], purpose)) > order.index(widest(mine, purpose))
            assert all(kind.titles[name].duties & set(purpose.opens) for name in away.ask)


def test_a_field_worker_is_told_who_sees_sealed_cases():
    kind = catalog().kind("council")
    crew = viewer(kind, kind.titles["field_worker"].duties, "request_handling")
    away = {one.rule: one for one in kept_away(crew, kind)}
    assert SEALED in away and "team_lead" in away[SEALED].ask


def test_a_token_that_was_made_narrow_says_so():
    kind = catalog().kind("charity")
    duties = kind.titles["donor_manager"].duties
    narrow = viewer(kind, duties, "donor_care", narrowed_to=frozenset({"person.read"}))
    assert decide(narrow, THINGS["person.gifts"], kind).rule == TOKEN
    assert decide(viewer(kind, duties, "donor_care"), THINGS["person.gifts"], kind).open


def test_emergency_access_is_exactly_what_was_asked_for():
    kind = catalog().kind("council")
    purpose = kind.purposes[EMERGENCY]
    for duty in purpose.opens:
        for need in kind.emergency.needs.values():
            access = to_read([duty], purpose, need.classes, ONE_CASE)
            assert access.read == purpose.opens[duty] & need.classes and access.write == frozenset()
            one = Viewer(1, uuid.uuid4(), "member", frozenset({duty}), EMERGENCY, access)
            assert is_open(one, Thing(("contact",), readers=("lead",))) == ("contact" in access.read)
            closed = decide(one, THINGS["person.cases"], kind)
            assert (closed.rule, closed.duties, closed.purposes) == (PURPOSE, (), ())
        assert to_ask([duty], purpose, sealed=True).read == frozenset()


def test_an_applicant_needs_no_duty():
    kind = catalog().kind("council")
    access = compile_access(["applicant"], "request_handling", kind.purposes["request_handling"])
    one = Viewer(1, None, "applicant", frozenset({"applicant"}), "request_handling", access)
    assert is_open(one, Thing(("contact",), readers=("lead",)))
    assert not is_open(one, Thing(("internal",)))
