"""The policy as a table: who is let through, and that more duties never show less."""

import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.errors import NotAllowed, PurposeRequired
from casework.packs import catalog
from casework.policy.rulebook import FOR_LENDERS, RULEBOOK, allowed, require
from casework.policy.viewer import Viewer, compile_access
from casework.store.access import Access

NOTHING = Access(("nothing",), frozenset(), frozenset())
PURPOSES = [
    (kind.name, code, purpose) for kind in catalog().kinds.values() for code, purpose in kind.purposes.items()
]


def viewer(*duties: str, kind: str = "member", narrowed_to: frozenset[str] | None = None) -> Viewer:
    who = uuid.uuid4() if kind == "member" else None
    return Viewer(1, who, kind, frozenset(duties), "p", NOTHING, narrowed_to=narrowed_to)


@pytest.mark.parametrize("permission", sorted(RULEBOOK))
def test_nobody_without_a_duty_passes_but_to_what_every_member_may(permission):
    stranger = viewer(kind="guest")
    assert not allowed(permission, stranger)
    member_may = {"pack.read", "account.manage", "token.create", "relation.declare"}
    assert allowed(permission, viewer()) == (permission in member_may)


@pytest.mark.parametrize("permission", sorted(FOR_LENDERS))
def test_what_is_for_lenders_alone_is_for_no_title(permission):
    titles = [title for kind in catalog().kinds.values() for title in kind.titles.values()]
    assert not [title.name for title in titles if allowed(permission, viewer(*title.duties))]


@pytest.mark.parametrize("permission", sorted(set(RULEBOOK) - FOR_LENDERS))
def test_every_permission_can_be_had_by_some_title_that_ships(permission):
    holders = [
        title
        for kind in catalog().kinds.values()
        for title in kind.titles.values()
        if allowed(permission, viewer(*title.duties))
    ]
    assert holders, f"{permission}: no title of any kind carries a duty that the rulebook asks for"


def test_emergency_access_is_offered_exactly_to_whom_their_kind_gives_it():
    for kind in catalog().kinds.values():
        shares = set(kind.purposes["break_glass"].opens)
        for title in kind.titles.values():
            assert allowed("emergency.open", viewer(*title.duties)) == bool(shares & title.duties), title.name


def test_an_applicant_passes_only_to_their_own_case():
    mine = {
        permission for permission in RULEBOOK if allowed(permission, viewer("applicant", kind="applicant"))
    }
    assert mine == {"case.read", "case.move", "case.write_message", "document.read", "document.add"}


def test_a_narrowed_token_has_no_more_than_it_names():
    narrowed = viewer("handler", narrowed_to=frozenset({"case.read"}))
    assert allowed("case.read", narrowed)
    with pytest.raises(NotAllowed):
        require("case.list", narrowed)


def test_a_purpose_in_which_no_duty_has_a_share_is_refused():
    transfer = catalog().kind("motor_vehicle_agency").purposes["title_transfer"]
    with pytest.raises(PurposeRequired):
        compile_access({"administrator"}, "title_transfer", transfer)


@given(st.data())
def test_more_duties_never_show_less(data):
    _, code, purpose = data.draw(st.sampled_from(PURPOSES))
    named = sorted(set(purpose.opens) | set(purpose.writes))
    fewer = data.draw(st.sets(st.sampled_from(named), min_size=1))
    more = fewer | data.draw(st.sets(st.sampled_from(named)))
    small, large = compile_access(fewer, code, purpose), compile_access(more, code, purpose)
    assert small.read <= large.read
    assert small.write <= large.write


ORDER = ["own", "unit", "all"]


@dataclass(frozen=True)
class Made:
    """A purpose with any scopes."""

    opens: dict[str, list[str]]
    scopes: dict[str, str]
    sealed_cases: list[str]
    hidden_names: tuple[str, ...] = ()
    writes: dict[str, list[str]] = field(default_factory=dict)


DUTIES = ["handler", "examiner", "lead", "field_worker"]
MADE = st.builds(
    Made,
    st.fixed_dictionaries(
        {duty: st.lists(st.sampled_from(["open", "matter", "contact"])) for duty in DUTIES}
    ),
    st.dictionaries(st.sampled_from(DUTIES), st.sampled_from(ORDER)),
    st.lists(st.sampled_from(DUTIES), unique=True),
)


@given(MADE, st.sets(st.sampled_from(DUTIES), min_size=1), st.sets(st.sampled_from(DUTIES)))
def test_more_duties_never_show_fewer_cases(purpose, fewer, others):
    small = compile_access(fewer, "p", purpose)
    large = compile_access(fewer | others, "p", purpose)
    assert ORDER.index(scope_of(large)) >= ORDER.index(scope_of(small))
    assert large.sealed_cases >= small.sealed_cases
    assert sees(small) <= sees(large)


@given(MADE, st.sets(st.sampled_from(DUTIES), min_size=1), st.data())
def test_a_narrower_pack_never_shows_more(purpose, duties, data):
    narrower = {
        duty: data.draw(st.sampled_from(ORDER[: ORDER.index(purpose.scopes.get(duty, "all")) + 1]))
        for duty in DUTIES
    }
    sealed = (
        data.draw(st.lists(st.sampled_from(purpose.sealed_cases), unique=True))
        if purpose.sealed_cases
        else []
    )
    opens = {
        duty: data.draw(st.lists(st.sampled_from(cls))) if cls else [] for duty, cls in purpose.opens.items()
    }
    narrowed = compile_access(duties, "p", Made(opens, narrower, sealed))
    whole = compile_access(duties, "p", purpose)
    assert sees(narrowed) <= sees(whole)
    assert narrowed.read <= whole.read
    assert (narrowed == whole) == (narrowed.key == whole.key)


def scope_of(access: Access) -> str:
    return {"assigned": "own", "own_units": "unit"}.get(
        access.row_rules[0] if access.row_rules else "", "all"
    )


def sees(access: Access) -> set[str]:
    """Which of these cases, told apart by what the row rules ask of them."""
    cases = {"mine": "own", "of my unit": "unit", "of another": "all"}
    shown = {name for name, least in cases.items() if ORDER.index(scope_of(access)) >= ORDER.index(least)}
    sealed = {f"{name}, sealed" for name in shown} if access.sealed_cases else set()
    return shown | sealed


@pytest.mark.parametrize(("kind", "code", "purpose"), PURPOSES, ids=lambda value: str(value)[:40])
def test_administrators_read_no_personal_data_for_any_purpose_but_their_own(kind, code, purpose):
    if "administrator" in purpose.opens and code != "self":
        assert set(purpose.opens["administrator"]) <= {"open", "internal"}
