"""The column roles that viewers can come with, and the marks on views."""

import uuid

import pytest

from casework.base.values import replace
from casework.packs import catalog
from casework.policy.class_sets import class_sets, emergency_sets
from casework.policy.emergency import ONE_CASE, to_ask, to_read
from casework.policy.guard import guard_of, guarded, open_to_all
from casework.policy.rulebook import permissions_of, require
from casework.policy.viewer import NO_CONFLICT, Viewer, compile_access
from casework.policy.why import EMERGENCY, PURPOSE, Thing, decide, kept_away
from casework.store.access import ALWAYS, Access

KINDS = sorted(catalog().kinds.values(), key=lambda kind: kind.name)
IDS = [kind.name for kind in KINDS]


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_whoever_comes_has_a_role_that_the_upgrade_made(kind):
    made = class_sets(kind.purposes.values())
    for title in kind.titles.values():
        for code, purpose in kind.purposes.items():
            if {*purpose.opens, *purpose.writes} & title.duties:
                access = compile_access(title.duties, code, purpose)
                assert (access.read | ALWAYS, access.write | ALWAYS) in made


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_every_emergency_has_a_role_that_the_upgrade_made(kind):
    purpose, needs = kind.purposes[EMERGENCY], kind.emergency.needs.values()
    made = emergency_sets(purpose, [need.classes for need in needs])
    for title in kind.titles.values():
        if not title.duties & set(purpose.opens):
            continue
        asking = to_ask(title.duties, purpose, sealed=True)
        assert (asking.read | ALWAYS, asking.write | ALWAYS) in made
        for need in needs:
            if need.classes <= purpose.readable(title.duties):
                reading = to_read(title.duties, purpose, need.classes, ONE_CASE)
                assert (reading.read | ALWAYS, reading.write | ALWAYS) in made


def test_a_mark_is_found_on_a_view_on_its_method_and_on_its_class():
    @guarded("case.read")
    def view(): ...

    class Whole:
        @guarded("case.move", fresh=True)
        def post(self): ...

    def of_class(): ...

    of_class.view_class = open_to_all("Everybody may.")(Whole)
    assert guard_of(view).permission == "case.read"
    assert guard_of(of_class, "POST").fresh and guard_of(of_class).permission is None
    assert guard_of(lambda: None) is None
    with pytest.raises(ValueError, match="Say why"):
        open_to_all("")


def test_who_may_passes_and_has_it_among_their_permissions():
    clerk = Viewer(
        1, uuid.uuid4(), "member", frozenset({"handler"}), "p", Access(("n",), frozenset(), frozenset())
    )
    require("case.read", clerk)
    assert "case.read" in permissions_of(clerk) and "member.list" not in permissions_of(clerk)


def test_a_purpose_that_the_office_no_longer_has_opens_nothing_and_names_nobody():
    kind = catalog().kind("council")
    gone = Viewer(
        1, uuid.uuid4(), "member", frozenset({"lead"}), "gone", Access(("g",), frozenset(), frozenset())
    )
    decision = decide(gone, Thing(("contact",), of_case=True), kind)
    assert (decision.rule, decision.duties, decision.ask) == (PURPOSE, (), ())


def test_cases_of_other_units_name_the_duties_that_see_them_all():
    kind = catalog().kind("council")
    narrow = {**kind.purposes["request_handling"].scopes, "field_worker": "own"}
    purposes = {
        **kind.purposes,
        "request_handling": replace(kind.purposes["request_handling"], scopes=narrow),
    }
    kind = replace(kind, purposes=purposes)
    access = compile_access(
        ["field_worker"], "request_handling", purposes["request_handling"], row_rules=(NO_CONFLICT,)
    )
    crew = Viewer(1, uuid.uuid4(), "member", frozenset({"field_worker"}), "request_handling", access)
    [scope, sealed, conflict] = kept_away(crew, kind)
    assert (scope.rule, sealed.rule, conflict.rule) == ("scope", "sealed", "conflict")
    assert conflict.duties == () and "team_lead" in conflict.ask
    assert "lead" in scope.duties and "team_lead" in scope.ask
