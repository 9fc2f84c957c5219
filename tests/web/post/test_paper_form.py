"""A form on paper: its code opens the form at the desk, with what was begun, and it is sent from there once."""

import re

import pytest

from casework.models import Case, Document, Draft
from tests.factories.browser import Browser
from tests.web.post.conftest import PostRoom

FLOW = "constituent_request"
CODE = re.compile(r'<b class="mono">([^<]+)</b>')


def begun(room: PostRoom) -> tuple[Browser, str]:
    """Somebody's browser with a page answered, and the code on the paper they print."""
    home = Browser(room.app, room.tenant)
    first = {"category": "pothole", "danger": "no", "description": "A hole, begun at home"}
    assert home.post(f"/apply/{FLOW}/what", first).status_code == 303
    printed = home.get(f"/apply/{FLOW}/paper").get_data(as_text=True)
    assert "A hole, begun at home" in printed and "☒" in printed
    found = CODE.search(printed)
    assert found
    return home, found[1]


def test_a_blank_form_has_a_code_that_opens_it_blank_and_nothing_of_anybodys(room: PostRoom) -> None:
    page = Browser(room.app, room.tenant).get(f"/apply/{FLOW}/paper?lang=en").get_data(as_text=True)
    found = CODE.search(page)
    assert found and "☐" in page and "☒" not in page
    assert page.count("<b>Your e-mail</b>") == 1, "what is kept apart is asked once"
    answer = room.browser().post("/desk/counter/resume", {"code": found[1].lower()}, form="/desk/counter/")
    assert answer.status_code == 303 and f"/counter/{FLOW}" in answer.location


def test_what_was_begun_at_home_is_finished_at_the_desk(room: PostRoom) -> None:
    _home, code = begun(room)
    here = room.browser()
    shown = here.post("/desk/counter/resume", {"code": code.lower()}, form="/desk/counter/")
    page = shown.get_data(as_text=True)
    assert shown.status_code == 200 and "A hole, begun at home" in page
    told = {
        "resume": code,
        "category": "pothole",
        "danger": "no",
        "description": "A hole, finished here",
        "place-text": "Oak St",
        "place-lat": "43.10",
        "place-lon": "-88.05",
        "name": "Ada",
        "confidential": "no",
        "language": "en",
    }
    wrong = here.post("/desk/counter/resume/send", told | {"description": ""}, form="/desk/counter/")
    assert wrong.status_code == 422 and room.all(Case, Case.channel == "counter") == []
    sent = here.post("/desk/counter/resume/send", told, form="/desk/counter/")
    assert sent.status_code == 200
    (case,) = room.all(Case, Case.channel == "counter")
    assert case.number in sent.get_data(as_text=True)
    assert (
        room.all(Draft, Draft.id == case.id) == [] and room.all(Document, Document.case_id == case.id) == []
    )
    assert here.post("/desk/counter/resume/send", told, form="/desk/counter/").status_code == 404


@pytest.mark.parametrize(
    "code", ["", "PF-000-000-000", "7K3M-9QXA-2D4V-HB1P-0R8T", "R-482-915-067", "x" * 500]
)
def test_a_code_that_opens_nothing_says_so(room: PostRoom, code: str) -> None:
    answer = room.browser().post("/desk/counter/resume", {"code": code}, form="/desk/counter/")
    assert answer.status_code == 404 and "opens nothing here" in answer.get_data(as_text=True)


def test_who_may_not_enter_cases_opens_no_draft(room: PostRoom) -> None:
    _home, code = begun(room)
    answer = room.browser("administrator").post("/desk/counter/resume", {"code": code}, form="/account/")
    assert answer.status_code == 403
