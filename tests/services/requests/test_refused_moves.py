"""What a request refuses to the office, each by its code: danger put off, handed to nobody, a duplicate of nothing."""

from typing import Any

import pytest

from casework.base.errors import CaseworkError, Refused
from casework.services.requests.moderate import moderate
from tests.services.desks import Worker
from tests.services.requests.conftest import HANDLING, Council

LEAD = Worker(("team_lead",))


@pytest.mark.parametrize(
    ("before", "name", "asked", "code"),
    [
        ((), "triage", {"priority": "soon"}, "DANGER_NOT_URGENT"),
        (("triage",), "assign", {}, "NO_ASSIGNEE"),
        ((), "merge", {"duplicate_of": "R-000-000-000"}, "NO_SUCH_REQUEST"),
        ((), "merge", {"duplicate_of": "own"}, "NO_SUCH_REQUEST"),
    ],
)
def test_a_move_that_is_refused_says_which_rule_it_breaks(
    council: Council, before: tuple[str, ...], name: str, asked: dict[str, Any], code: str
) -> None:
    done = council.report(danger=name == "triage")
    for move in before:
        council.move(done, move, priority="soon")
    told = {key: done.number if value == "own" else value for key, value in asked.items()}
    with pytest.raises(CaseworkError) as why:
        council.move(done, name, LEAD, **told)
    assert code in (getattr(why.value, "code", "") or repr(why.value))


def test_what_ended_without_being_done_is_not_published(council: Council) -> None:
    done = council.report()
    council.move(done, "reject", LEAD, rejection="out_of_scope", rejection_text="It is not ours.")
    with (
        council.desks.at(council.office, purpose=HANDLING, worker=LEAD) as session,
        pytest.raises(Refused) as why,
    ):
        moderate(session, done.case_id, publish=True, words="", photos=())
    assert why.value.code == "NOT_LISTED"
