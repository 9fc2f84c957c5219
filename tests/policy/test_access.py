"""The policy as a table: who is let through, and that more duties never show less."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.errors import NotAllowed, PurposeRequired
from casework.packs import catalog
from casework.policy.rulebook import RULEBOOK, allowed, require
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
    member_may = {"pack.read", "account.manage", "token.create"}
    assert allowed(permission, viewer()) == (permission in member_may)


@pytest.mark.parametrize("permission", sorted(RULEBOOK))
def test_every_permission_can_be_had_by_some_title_that_ships(permission):
    holders = [
        title
        for kind in catalog().kinds.values()
        for title in kind.titles.values()
        if allowed(permission, viewer(*title.duties))
    ]
    assert holders, f"{permission}: no title of any kind carries a duty that the rulebook asks for"


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


@pytest.mark.parametrize(("kind", "code", "purpose"), PURPOSES, ids=lambda value: str(value)[:40])
def test_administrators_read_no_personal_data_for_any_purpose_but_their_own(kind, code, purpose):
    if "administrator" in purpose.opens and code != "self":
        assert set(purpose.opens["administrator"]) <= {"open", "internal"}
