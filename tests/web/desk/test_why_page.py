"""“Why can’t I see this?”: the rule, what would open it and whom to ask, wherever something is withheld."""

import pytest

from casework.policy.things import THINGS
from casework.policy.why import Thing
from tests.web.desk.conftest import Port


def text_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def number(port: Port) -> str:
    return port.opened(id_kind="passport", id_number="CNRY-why").number


def test_a_withheld_answer_leads_to_rule_duty_and_whom_to_ask(port, number):
    here = port.browser("title_clerk")
    page = text_of(here.get(f"/desk/cases/{number}/"))
    assert "Why can’t I see this?" in page and f"/desk/cases/{number}/why/id_number" in page
    told = text_of(here.get(f"/desk/cases/{number}/why/id_number"))
    assert "Withheld: Document number" in told and "Duty" in told and "sealed" in told
    assert "Checks papers and works out fees" in told
    assert "Title examiner or Senior title examiner" in told
    assert "CNRY-why" not in told


def test_who_reads_it_is_told_so(port, number):
    told = text_of(port.browser("title_examiner").get(f"/desk/cases/{number}/why/id_number"))
    assert "You may read this: Document number" in told


def test_the_owner_of_a_vehicle_is_closed_by_the_purpose_and_the_page_offers_the_uses(port):
    told = text_of(port.browser("title_clerk").get("/desk/why/vehicle.owners"))
    assert "Purpose" in told and "Notice of a towed vehicle" in told and "/desk/purpose/b7" in told
    assert "A court or a legal proceeding" not in told


def test_what_lists_keep_back_is_explained_by_workflow(port):
    here = port.browser("cashier")
    told = text_of(here.get("/desk/why/case.applicant?flow=vehicle_transfer"))
    assert "Withheld: Who applied" in told


@pytest.mark.parametrize(
    "path",
    [
        "/desk/why/nothing",
        "/desk/why/case.applicant?flow=gift_intake",
        "/desk/why/vehicle.owners?flow=vehicle_transfer",
        "/desk/cases/{number}/why/nothing",
        "/desk/cases/T-000-000-000/why/id_number",
    ],
)
def test_reasons_of_nothing_are_nowhere(port, number, path):
    assert port.browser("title_clerk").get(path.format(number=number)).status_code == 404


def test_who_has_no_part_in_a_case_is_told_no_more_here(port, number):
    answer = port.browser("privacy_officer").get(f"/desk/cases/{number}/why/id_number")
    assert answer.status_code == 403


def test_the_search_box_offers_nothing_that_is_withheld_and_refuses_it(port):
    here = port.browser("cashier")
    page = text_of(here.get("/desk/search/?q=none@example.org"))
    assert "This is withheld from you" in page and "name, phone, e-mail" not in page
    page = text_of(here.get("/desk/search/?q=nobody"))
    assert "Not searched, because withheld from you" in page and "/desk/why/person.name" in page
    assert "Withheld: Name" in text_of(here.get("/desk/why/person.name?list=1"))
    assert "name, phone, e-mail" in text_of(port.browser("title_clerk").get("/desk/search/?q=nobody"))


def test_a_case_that_is_not_here_leads_to_the_rules_that_may_keep_it_away(port, vale, number):
    here, theirs = port.browser("title_clerk"), vale.opened().number
    missing = here.get(f"/desk/cases/{theirs}/")
    assert missing.status_code == 404 and f"/desk/why-not/{theirs}" in missing.get_data(as_text=True)
    said = text_of(here.get(f"/desk/why-not/{theirs}"))
    there = text_of(here.get(f"/desk/why-not/{number}"))
    assert "sealed case" in said and "relation" in said and "Emergency access" in said
    main = [text.split("<main")[1].replace(theirs, number) for text in (said, there)]
    assert main[0] == main[1]


@pytest.mark.parametrize(
    ("name", "part"), [("fees", "fees"), ("messages", "messages"), ("notes", "messages")]
)
def test_a_whole_part_of_a_case_that_is_closed_says_why(port, number, monkeypatch, name, part):
    monkeypatch.setitem(THINGS, f"case.{name}", Thing(("special",), of_case=True))
    here = port.browser("title_examiner")
    page = text_of(here.get(f"/desk/cases/{number}/{part}"))
    assert f"/desk/why/case.{name}?case={number}" in page and "specially protected" in page
    told = text_of(here.get(f"/desk/why/case.{name}?case={number}"))
    assert "Nobody here reads it" in told


def test_a_withheld_file_has_its_place_too(port, number):
    page = text_of(port.browser("cashier").get(f"/desk/cases/{number}/"))
    assert "/why/title_photo" in page
