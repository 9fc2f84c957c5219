"""Somebody acts for somebody else: noted at the counter or later, their letters and their word until the last day."""

from datetime import date, timedelta
from typing import Any

import pytest

from casework.base import clock
from casework.base.clock import now, today
from casework.models import Case, CaseEvent, Mandate
from casework.services.cases.mandates import acts_no_more, letters_go_to
from tests.factories.browser import Browser
from tests.web.post.conftest import PostRoom
from tests.web.post.test_post_pages import ANSWERS, FLOW

BEA = {"name": "Bea Olsen", "ground": "lawyer", "scope": "letters", "email": "Bea@Olsen.example"}


@pytest.fixture(scope="module")
def case(room: PostRoom) -> Case:
    """A case that a clerk took by phone, for somebody whose guardian called."""
    here, path = room.browser(), f"/desk/counter/{FLOW}"
    told = ANSWERS | {"channel": "phone", "proxy_name": "Ida Olsen"}
    half = here.post(path, told)
    assert half.status_code == 422 and "Say what lets them act" in half.get_data(as_text=True)
    assert room.all(Case, Case.channel == "phone") == []
    assert here.post(path, told | {"proxy_ground": "guardian"}).status_code == 200
    (made,) = room.all(Case, Case.channel == "phone")
    return made


@pytest.fixture(scope="module")
def here(room: PostRoom) -> Browser:
    return room.browser()


def asked(room: PostRoom, case: Case) -> tuple[str | None, bool]:
    """Who gets the letters today instead of the applicant, and whether Bea acts no more."""
    with room.app.app_context(), room.office.open(room.office.system("take_post")) as session:
        found = letters_go_to(session, case.id), acts_no_more(session, case.id, "bea@olsen.EXAMPLE")
        session.commit()
        return found


def boxes(day: date) -> dict[str, str]:
    return {"until-day": str(day.day), "until-month": str(day.month), "until-year": str(day.year)}


def test_who_calls_for_somebody_stands_with_the_case_and_gets_no_letters(
    room: PostRoom, case: Case, here: Browser
) -> None:
    (row,) = room.all(Mandate, Mandate.case_id == case.id, Mandate.ground == "guardian")
    assert (row.name, row.scope, row.email, row.until) == ("Ida Olsen", "asks", None, None)
    page = here.get(f"/desk/cases/{case.number}/").get_data(as_text=True)
    assert "Ida Olsen" in page and "Parent or guardian" in page and "until it is ended" in page
    assert asked(room, case) == (None, False)


def test_letters_go_to_whoever_acts_until_the_last_day_and_not_after(
    room: PostRoom, case: Case, here: Browser
) -> None:
    at = f"/desk/cases/{case.number}/mandates"
    last = today("America/Los_Angeles") + timedelta(days=3)
    assert here.post(at, BEA | boxes(last), form=at).status_code == 303
    assert asked(room, case) == ("Bea@olsen.example", False)
    with clock.freeze(now() + timedelta(days=5)):
        assert asked(room, case) == (None, True)
        (row,) = room.all(Mandate, Mandate.case_id == case.id, Mandate.ground == "lawyer")
        over = room.browser(anew=True)
        assert "over since" in over.get(at).get_data(as_text=True)
        assert over.post(f"{at}/{row.id}/end", {}, form=at).status_code == 303
        assert "MANDATE_OVER" in over.get(at).get_data(as_text=True)
    here = room.browser(anew=True)
    assert here.post(f"{at}/{row.id}/end", {}, form=at).status_code == 303
    assert asked(room, case) == (None, True)
    kinds = [one.kind for one in room.all(CaseEvent, CaseEvent.case_id == case.id)]
    assert kinds.count("mandate_named") == 2 and kinds.count("mandate_ended") == 1


@pytest.mark.parametrize(
    ("more", "box"),
    [
        ({"name": " "}, "name"),
        ({"ground": "friend"}, "ground"),
        ({"scope": "all"}, "scope"),
        ({"email": ""}, "email"),
        ({"email": "bea"}, "email"),
        (boxes(date(2020, 1, 1)), "until"),
        ({"document": "0" * 32}, "document"),
    ],
)
def test_a_mandate_says_what_is_wrong_with_it(
    case: Case, here: Browser, more: dict[str, Any], box: str
) -> None:
    at = f"/desk/cases/{case.number}/mandates"
    answer = here.post(at, BEA | more, form=at)
    told = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'href="#{box}' in told


def test_who_works_elsewhere_neither_reads_nor_notes_it(room: PostRoom, case: Case) -> None:
    at = f"/desk/cases/{case.number}/mandates"
    worker = room.browser("field_worker")
    assert "Ida Olsen" not in worker.get(at).get_data(as_text=True)
    assert worker.post(at, BEA, form="/account/").status_code in (403, 404)
