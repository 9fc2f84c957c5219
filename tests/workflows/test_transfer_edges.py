"""The states of a transfer as specified: these ways and no others, and each wrong one has a code of its own."""

from dataclasses import dataclass

import pytest

from casework.base.errors import Refused
from casework.packs import Move, catalog
from casework.services.cases.not_from_here import not_from_here

FLOW = catalog().workflow("vehicle_transfer")
# By hand, from the table of transitions (T2 to T14): from, to.
EDGES = {
    ("draft", "submitted"),
    ("submitted", "in_review"),
    ("in_review", "awaiting_applicant"),
    ("awaiting_applicant", "in_review"),
    ("awaiting_applicant", "expired"),
    ("in_review", "on_hold"),
    ("on_hold", "in_review"),
    ("in_review", "fees_due"),
    ("fees_due", "approved"),
    ("approved", "completed"),
    *(
        (state, "withdrawn")
        for state in ("draft", "submitted", "in_review", "awaiting_applicant", "fees_due")
    ),
    *((state, "rejected") for state in ("submitted", "in_review", "on_hold")),
    ("completed", "voided"),
}
WRONG = [(state.name, move) for state in FLOW.states for move in FLOW.moves if state.name not in move.sources]


@dataclass(frozen=True)
class Asking:
    """Who wants to make a move."""

    actor_kind: str


def refusal(state: str, move: Move, who: str = "member") -> tuple[str, str]:
    """The code, and the sentence."""
    refused = not_from_here(Asking(who), FLOW, state, move)  # type: ignore[arg-type]  # a viewer as far as it is asked
    return refused.code, str(refused.said)


def test_a_transfer_goes_these_ways_and_no_others() -> None:
    ways = {(source, move.target) for move in FLOW.moves for source in move.sources}
    assert {(source, target) for source, target in ways if source != target} == EDGES


def test_no_two_wrong_moves_share_a_code() -> None:
    told = {(state, move.name): refusal(state, move)[0] for state, move in WRONG}
    late = {where for where, code in told.items() if code == "TOO_LATE"}
    assert late == {
        ("approved", "withdraw"),
        ("completed", "withdraw"),
    }  # the one that the table of codes names
    others = [code for where, code in told.items() if where not in late]
    assert len(set(others)) == len(others) > 150
    assert told["completed", "pay"] == "CASE_COMPLETED_CANNOT_PAY"


@pytest.mark.parametrize("who", ["member", "applicant"])
def test_each_says_how_it_stands_and_what_to_do(who: str) -> None:
    for state, move in WRONG:
        said = refusal(state, move, who)[1]
        here = FLOW.state(state)
        if any(state in other.states for other in move.elsewhere):
            assert isinstance(not_from_here(Asking(who), FLOW, state, move), Refused)  # type: ignore[arg-type]
            continue
        label = here.public_label if who == "applicant" else here.label
        assert label.text("en") in said
        assert who == "applicant" or "Open a new case" in said or "Make the move that leads there" in said
