"""A citizen applies without an account: page by page, kept whatever comes between, sent once."""

import re
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from tests.factories.browser import BASE, Browser
from tests.web.public.conftest import GOOD, SERVICE, fill

APPLY = f"/apply/{SERVICE}"


def test_the_services_of_the_office_are_listed_with_a_box_to_track(here: Browser) -> None:
    page = here.get("/").get_data(as_text=True)
    assert "/services/vehicle_transfer/" in page and "/services/data_change/" in page
    assert 'name="number"' in page and 'name="code"' in page


def test_a_service_of_another_kind_of_office_is_not_there(here: Browser) -> None:
    for path in ("/services/gift_intake/", "/apply/gift_intake/gift", "/services/nothing/"):
        assert here.get(path).status_code == 404


def test_looking_at_the_first_page_begins_nothing_and_later_pages_lead_to_the_start(here: Browser) -> None:
    assert here.get(f"{APPLY}/correction").status_code == 200
    assert not here.client.get_cookie(f"casework-draft-{SERVICE}", path=f"{here.home}/", domain="127.0.0.1")
    assert here.get(f"{APPLY}/you").location.endswith(f"/services/{SERVICE}/")
    assert here.get(f"{APPLY}/no-page").status_code == 303


def test_from_the_first_page_to_the_receipt(here: Browser) -> None:
    fill(here)
    check = here.get(f"{APPLY}/check").get_data(as_text=True)
    assert "Ana CNRY-name" in check and "Ana CNRY-right" in check
    sent = here.post(f"{APPLY}/check", {"truth": "yes"})
    assert sent.status_code == 303
    receipt = here.get(sent.location).get_data(as_text=True)
    assert re.search(r"D-\d{3}-\d{3}-\d{3}", receipt)
    assert re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", receipt)


def test_two_clicks_give_one_case_and_the_same_receipt(here: Browser) -> None:
    fill(here)
    token = {"truth": "yes", "csrf_token": here.token(f"{APPLY}/check")}
    first = here.client.post(f"{here.home}{APPLY}/check", data=token, base_url="http://127.0.0.1:8000")
    one = here.get(first.location).get_data(as_text=True)
    second = here.client.post(f"{here.home}{APPLY}/check", data=token, base_url="http://127.0.0.1:8000")
    two = here.get(second.location).get_data(as_text=True)
    found = [re.findall(r"<b>([0-9A-Z-]{11,24})</b>", page) for page in (one, two)]
    assert found[0] == found[1] and len(found[0]) == 2


def test_clicks_at_the_same_moment_give_one_case(app: Flask, here: Browser) -> None:
    fill(here)
    token = {"truth": "yes", "csrf_token": here.token(f"{APPLY}/check")}
    cookies = [(one.key, one.value) for one in here.client._cookies.values()]

    def click(_: int) -> str:
        other = Browser(app, here.tenant)
        for name, value in cookies:
            other.client.set_cookie(name, value, domain="127.0.0.1", path=f"{here.home}/")
        sent = other.client.post(f"{here.home}{APPLY}/check", data=token, base_url=BASE)
        return " ".join(
            re.findall(r"<b>([0-9A-Z-]{11,24})</b>", other.get(sent.location).get_data(as_text=True))
        )

    with ThreadPoolExecutor(4) as threads:
        receipts = set(threads.map(click, range(4)))
    assert len(receipts) == 1 and len(receipts.pop().split()) == 2


def test_what_is_wrong_is_named_and_everything_typed_is_kept_also_on_other_pages(here: Browser) -> None:
    first = {**GOOD["correction"], "should_say": "x" * 501}
    answer = here.post(f"{APPLY}/correction", first)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: " in page and 'href="#should_say"' in page and "x" * 501 in page
    here.post(f"{APPLY}/correction", GOOD["correction"])
    wrong = here.post(f"{APPLY}/you", {"name": "Ana", "email": "no address", "phone": "0"})
    assert wrong.status_code == 422
    here.get(f"{APPLY}/correction")
    again = here.get(f"{APPLY}/you").get_data(as_text=True)
    assert 'value="no address"' in again and 'value="Ana"' in again


def test_changing_the_language_sends_the_page_and_keeps_what_is_typed(here: Browser) -> None:
    answer = here.post(f"{APPLY}/correction", {**GOOD["correction"], "subject": "", "to": "vi"})
    assert answer.status_code == 303 and "lang=vi" in answer.location
    page = here.get(answer.location).get_data(as_text=True)
    assert '<html lang="vi"' in page and "Ana CNRY-right" in page


def test_a_change_from_the_check_page_comes_back_to_it(here: Browser) -> None:
    fill(here)
    changed = here.post(f"{APPLY}/you", {**GOOD["you"], "name": "Bea", "back": "check"})
    assert changed.location.endswith(f"{APPLY}/check")
    assert "Bea" in here.get(changed.location).get_data(as_text=True)


def test_sending_with_answers_missing_says_which_and_where(here: Browser) -> None:
    here.post(f"{APPLY}/correction", GOOD["correction"])
    answer = here.post(f"{APPLY}/check", {"truth": "yes"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#q-name"' in page and 'href="#q-email"' in page
    unconfirmed = here.post(f"{APPLY}/check", {})
    assert unconfirmed.status_code == 422 and 'href="#truth"' in unconfirmed.get_data(as_text=True)


def test_a_closed_receipt_is_not_shown_again(here: Browser) -> None:
    fill(here)
    here.post(f"{APPLY}/check", {"truth": "yes"})
    assert here.post(f"{APPLY}/receipt").status_code == 303
    assert here.get(f"{APPLY}/receipt").location.endswith(f"/services/{SERVICE}/")


def test_saved_answers_are_found_again_with_reference_and_code(here: Browser, app, northport) -> None:
    saved = here.post(f"{APPLY}/correction", {**GOOD["correction"], "act": "save"})
    page = here.get(saved.location).get_data(as_text=True)
    reference, code = re.findall(r"<b>([0-9A-Z-]{11,24})</b>", page)
    other = Browser(app, northport)
    back = other.post("/track/", {"number": reference.lower().replace("-", " "), "code": code.lower()})
    assert back.location.endswith(f"{APPLY}/saved")
    assert "Ana CNRY-right" in other.get(f"{APPLY}/correction").get_data(as_text=True)
    assert other.post(f"{APPLY}/discard", form=f"{APPLY}/saved").status_code == 303
    assert "Ana CNRY-right" not in here.get(f"{APPLY}/correction").get_data(as_text=True)
