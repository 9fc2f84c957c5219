"""Who declares a relation to a case sees it no more, and is told who takes it; the privacy officer ends it."""

import re

from casework.base.ids import case_number
from tests.web.desk.conftest import Port

PAGE = "/account/relations/"
WHY = "CNRY-why my neighbor"


def declare(port: Port, title: str, number: str, **more: str) -> int:
    here = port.browser(title)
    return here.post(PAGE, {"number": number, "why": WHY, **more}, form=f"{PAGE}?case={number}").status_code


def test_the_case_page_leads_there_and_after_it_says_who_takes_the_case(port: Port):
    number = port.opened().number
    clerk = port.browser("title_clerk")
    assert f"{PAGE}?case={number}" in clerk.get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert f'value="{number}"' in clerk.get(f"{PAGE}?case={number}").get_data(as_text=True)
    assert declare(port, "title_clerk", number) == 303
    for part in ("", "messages", "papers"):
        answer = clerk.get(f"/desk/cases/{number}/{part}")
        text = answer.get_data(as_text=True)
        assert answer.status_code == 403 and "You have declared a relation to this case" in text
        assert (
            "can take it" in text and "Title Clerk Of" not in text.split("can take it")[0].split("see it")[-1]
        )
    assert port.browser("title_examiner").get(f"/desk/cases/{number}/").status_code == 200
    assert WHY in clerk.get(PAGE).get_data(as_text=True)


def test_of_a_number_that_is_none_the_same_is_told(port: Port):
    number = case_number("T")
    assert declare(port, "title_clerk", number) == 303
    answer = port.browser("title_clerk").get(f"/desk/cases/{number}/")
    assert answer.status_code == 403 and "can take it" in answer.get_data(as_text=True)


def test_who_leads_declares_for_others_and_their_word_is_not_told_to_them(port: Port):
    number = port.opened().number
    clerk = port.users["title_clerk"]
    assert declare(port, "supervisor", number, member=str(clerk.id)) == 303
    assert port.browser("title_clerk").get(f"/desk/cases/{number}/").status_code == 404
    assert declare(port, "title_examiner", number, member=str(clerk.id)) == 403


def test_the_privacy_officer_sees_all_and_ends_one(port: Port):
    number = port.opened().number
    assert declare(port, "title_clerk", number) == 303
    officer = port.browser("privacy_officer")
    page = officer.get("/desk/relations/").get_data(as_text=True)
    row = next(part for part in page.split("<tr>") if number in part)
    assert WHY in row and "Title Clerk" in row
    path = re.search(r'action="[^"]*(/desk/relations/[0-9a-f-]+/end)"', row)[1]
    assert officer.post(path, {}, form="/desk/relations/").status_code == 303
    assert port.browser("title_clerk").get(f"/desk/cases/{number}/").status_code == 200
    assert port.browser("supervisor").get("/desk/relations/").status_code == 403


def test_without_words_the_page_comes_back(port: Port):
    here = port.browser("cashier")
    answer = here.post(PAGE, {"number": "nonsense", "why": ""}, form=PAGE)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Enter the number of the case" in text and "Say in a few words what the relation is" in text
