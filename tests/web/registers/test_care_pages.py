"""Levels, plans, grants and records alike at the desk: in few statements, with what is wrong at its box."""

import re
from uuid import UUID, uuid4

import pytest

from casework.services.people.register_person import NewPerson, register_person

MOST = 15
DAY = {"from-day": "1", "from-month": "1", "from-year": "2020"}


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def carer(bank):
    browser = bank.browser("donor_manager")
    browser.post("/desk/purpose/donor_care", form="/desk/purpose/")
    return browser


@pytest.fixture(scope="module")
def donor(bank):
    with bank.records() as session:
        mail = f"{uuid4().hex[:8]}@care.example"
        twins = [
            register_person(session, NewPerson(name, contacts=(("email", mail),)))
            for name in ("CNRY A", "CNRY Aa")
        ]
        register_person(
            session, NewPerson("CNRY Trust", kind="organisation", contacts=(("email", "trust@care.example"),))
        )
        return twins[0].id


def few(counted, carer, path):
    with counted() as statements:
        answer = carer.get(path)
    assert answer.status_code == 200 and len(statements) <= MOST, "\n".join(statements)
    return text_of(answer)


def test_levels_and_plans_are_kept_and_a_plan_is_stopped_on_the_donors_page(carer, donor, counted):
    told = {"code": "cnry_friend", "name": "CNRY Friend", "minimum": "20", "months": "12", **DAY}
    wrong = carer.post("/desk/donors/levels", told | {"minimum": "x", "from-day": "99"})
    assert wrong.status_code == 422 and "Enter a day that exists" in text_of(wrong)
    assert carer.post("/desk/donors/levels", told).status_code == 303
    assert "CNRY Friend" in few(counted, carer, "/desk/donors/levels")
    assert (
        carer.post("/desk/donors/plans", {"name": "CNRY plan", "what-1": "Call", "after-1": "x"}).status_code
        == 422
    )
    assert (
        carer.post(
            "/desk/donors/plans", {"name": "CNRY plan", "what-1": "CNRY call", "after-1": "2"}
        ).status_code
        == 303
    )
    page = f"/desk/donors/{donor}"
    plan = re.search(
        r'<option value="([0-9a-f-]{36})"[^>]*>CNRY plan',
        text_of(carer.get(f"/desk/donors/plans?donor={donor}")),
    )[1]
    assert carer.post(f"{page}/plan", {"plan": plan}, form=page).status_code == 303
    assert "CNRY call" in few(counted, carer, page)
    assert "CNRY plan" in few(counted, carer, "/desk/donors/tasks")
    assert carer.post(f"{page}/plan/stop", {"plan": "CNRY plan"}, form=page).status_code == 303
    assert "CNRY call" not in text_of(carer.get(page))
    begun = carer.post(
        "/desk/donors/plans/begin", {"plan": plan, "level": "cnry_friend"}, form="/desk/donors/plans"
    )
    assert begun.status_code == 303


def test_a_grant_is_noted_with_what_is_due_and_saved_for_a_calendar(carer, donor, counted):
    wrong = carer.post("/desk/grants/", {"who": "nobody at all", "title": "CNRY meals"})
    assert wrong.status_code == 422 and "Nobody is found" in text_of(wrong)
    made = carer.post("/desk/grants/", {"who": "trust@care.example", "title": "CNRY meals", "asked": "900"})
    grant = f"/desk/grants/{UUID(made.location.rsplit('/', 1)[1])}"
    due = {"kind": "report", "due-day": "1", "due-month": "2", "due-year": "2027"}
    assert carer.post(f"{grant}/deadlines", due | {"due-day": "31"}, form=grant).status_code == 422
    assert carer.post(f"{grant}/deadlines", due, form=grant).status_code == 303
    assert carer.post(grant, {"title": "CNRY meals", "stage": "awarded"}).status_code == 303
    assert "Idea" in few(counted, carer, grant)
    assert "CNRY meals" in few(counted, carer, "/desk/grants/")
    calendar = text_of(carer.get("/desk/grants/deadlines.ics"))
    assert "SUMMARY:Report: CNRY meals" in calendar and "Trust" not in calendar
    chosen = re.search(r'name="deadline" value="([0-9a-f-]{36})"', text_of(carer.get(grant)))[1]
    assert carer.post(f"{grant}/done", {"deadline": chosen}, form=grant).status_code == 303
    assert "CNRY meals" not in text_of(carer.get("/desk/grants/deadlines.ics"))


def test_records_alike_lead_to_both_or_are_said_to_be_two(carer, donor, counted):
    page = few(counted, carer, "/desk/donors/alike")
    first, second = (
        re.search(rf'name="{name}" value="([0-9a-f-]{{36}})"', page)[1] for name in ("first", "second")
    )
    assert "CNRY Aa" in page and f"with={second}" in page
    assert carer.get(f"/desk/donors/{first}/same?with={second}").status_code == 200
    said = carer.post(
        "/desk/donors/alike/apart", {"first": first, "second": second}, form="/desk/donors/alike"
    )
    assert said.status_code == 303 and "CNRY Aa" not in text_of(carer.get("/desk/donors/alike"))
