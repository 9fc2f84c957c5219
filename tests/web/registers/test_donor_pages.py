"""The donor's page and the lists of donors: each part under its own right, few statements, nothing of the others."""

from uuid import UUID, uuid4

import pytest

MOST = 15


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def carer(bank):
    browser = bank.browser("donor_manager")
    browser.post("/desk/purpose/donor_care", form="/desk/purpose/")
    return browser


@pytest.fixture(scope="module")
def donor(carer):
    told = {
        "kind": "person",
        "name": f"CNRY Known {uuid4().hex[:6]}",
        "language": "vi",
        "phone": "+1 916 555 0143",
    }
    answer = carer.post("/desk/donors/new", told)
    return UUID(answer.location.rsplit("donor=", 1)[1])


def test_the_donors_page_shows_every_part_in_few_statements(carer, donor, counted):
    with counted() as statements:
        answer = carer.get(f"/desk/donors/{donor}")
    assert answer.status_code == 200
    for part in ("Tasks", "Pledges", "Cases", "Reach them", "Nothing is planned."):
        assert part in text_of(answer), part
    assert len(statements) <= MOST, "\n".join(str(one) for one in statements)


def test_a_task_and_a_plan_are_put_on_the_page_and_done(carer, donor):
    page = f"/desk/donors/{donor}"
    due = {"due-day": "1", "due-month": "2", "due-year": "2199"}
    assert carer.post(f"{page}/tasks", {"what": "CNRY call them", **due}, form=page).status_code == 303
    assert carer.post(f"{page}/plan", {"plan": "first_gift"}, form=page).status_code == 303
    shown = text_of(carer.get(page))
    assert "CNRY call them" in shown and "Call and thank" in shown and "After a first gift" in shown
    assert "CNRY call them" in text_of(carer.get("/desk/donors/tasks"))
    wrong = carer.post(f"{page}/tasks", {"what": " ", **due}, form=page)
    assert wrong.status_code == 422 and "Say what is to be done" in text_of(wrong)


def test_a_list_is_made_counted_read_and_ended(carer):
    new = "/desk/donors/lists/new?like=lybunt"
    assert 'value="last_year" selected' in text_of(carer.get(new))
    name = f"Friends {uuid4().hex[:6]}"
    rule = {"what-1": "lifetime", "how-1": "at_least", "value-1": "50.00"}
    rule |= {"what-2": "this_year", "how-2": "more_than", "value-2": "last_year"}
    made = carer.post("/desk/donors/lists/new", {"name": name, **rule}, form=new)
    assert made.status_code == 303
    page = made.location.split("/t/", 1)[1].split("/", 1)[1]
    assert "Given in all: at least $50.00" in text_of(carer.get(f"/{page}"))
    assert name in text_of(carer.get("/desk/donors/lists"))
    assert carer.post(f"/{page}/end", form=f"/{page}").status_code == 303
    assert name not in text_of(carer.get("/desk/donors/lists")).replace("Friends list", "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Give the list a name"),
        ({"value-1": "many"}, "This value does not suit"),
        ({"what-1": "password"}, "Choose what the condition is about"),
        ({"how-1": "more_than", "value-1": "gifts"}, "This value does not suit"),
    ],
)
def test_a_list_that_cannot_be_is_refused_at_its_box(carer, wrong, said):
    new = "/desk/donors/lists/new"
    typed = {"name": "x", "what-1": "lifetime", "how-1": "at_least", "value-1": "5", **wrong}
    answer = carer.post(new, typed, form=new)
    assert answer.status_code == 422 and said in text_of(answer)


def test_a_list_of_the_neighbours_is_not_there(carer, other_bank):
    new = "/desk/donors/lists/new"
    made = carer.post(new, {"name": uuid4().hex}, form=new)
    neighbour = other_bank.browser("donor_manager")
    neighbour.post("/desk/purpose/donor_care", form="/desk/purpose/")
    path = "/" + made.location.split("/t/", 1)[1].split("/", 1)[1]
    assert carer.get(path).status_code == 200
    assert neighbour.get(path).status_code == 404
    assert neighbour.get("/desk/donors/lists/nonsense").status_code == 404


def test_two_records_are_made_one_and_parted_again(carer, donor):
    told = {"kind": "person", "name": f"CNRY Twin {uuid4().hex[:6]}", "language": "en"}
    twin = carer.post("/desk/donors/new", told).location.rsplit("donor=", 1)[1]
    page = f"/desk/donors/{donor}/same"
    assert told["name"] in text_of(carer.get(f"{page}?who={told['name']}"))
    assert "Side by side" in text_of(carer.get(f"{page}?with={twin}"))
    assert carer.post(page, {"with": twin, "name": "other"}, form=f"{page}?with={twin}").status_code == 303
    assert carer.get(f"/desk/donors/{twin}").location.endswith(f"/desk/donors/{donor}")
    merged = text_of(carer.get(page))
    assert told["name"] in merged
    path = "/desk/donors/same/" + merged.split("/desk/donors/same/")[1].split('"')[0]
    assert carer.post(path, form=page).status_code == 303
    assert carer.get(f"/desk/donors/{twin}").status_code == 200
