"""With number and code a citizen follows their case, answers and withdraws; with less, nothing opens."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from casework.base import clock
from casework.base.ids import derived_number
from casework.packs import catalog
from casework.services.applicants.codes import CASE, subject_of
from casework.services.cases.move_case import move_case
from casework.services.office import Office, office_by_id
from casework.services.staff.links import make_link
from casework.store.identity import identity_session
from tests.factories.browser import BASE, Browser
from tests.factories.tenants import MadeTenant, make_user
from tests.services.documents.sample_files import BAD, GOOD
from tests.web.public.conftest import SERVICE, fill

PURPOSE = catalog().workflow(SERVICE).purpose


class Sent:
    """A case that was just applied for."""

    def __init__(self, app: Flask, browser: Browser) -> None:
        fill(browser)
        answer = browser.post(f"/apply/{SERVICE}/check", {"truth": "yes"})
        page = browser.get(answer.location).get_data(as_text=True)
        self.number, self.code = re.findall(r"<b>([0-9A-Z-]{11,24})</b>", page)
        with app.app_context(), identity_session() as session:
            found = subject_of(session, self.code, CASE, tenant_id=browser.tenant.id)
        assert found is not None
        self.id: UUID = found


@pytest.fixture
def sent(app: Flask, here: Browser) -> Sent:
    return Sent(app, here)


@pytest.fixture
def visitor(app: Flask, northport: MadeTenant, sent: Sent) -> Browser:
    """Another device, on which number and code were entered."""
    browser = Browser(app, northport)
    answer = browser.post("/track/", {"number": sent.number, "code": sent.code})
    assert answer.location.endswith(f"/track/{sent.number}/")
    return browser


def staff(office: Office, user: Any) -> Any:
    class Member:
        id, titles, units = user.id, user.titles, frozenset()

    return office.member(Member, PURPOSE)


def move(
    app: Flask, database: Any, tenant: MadeTenant, sent: Sent, *moves: tuple[str, dict[str, Any]]
) -> None:
    user = make_user(database, tenant, "privacy_officer", name="CNRY-officer-name")
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(staff(office, user)) as session:
            for name, asked in moves:
                move_case(session, sent.id, name, asked=asked)
            session.commit()


def test_number_and_code_open_the_case_however_they_are_typed(app: Flask, here: Browser, sent: Sent) -> None:
    other = Browser(app, here.tenant)
    typed = {
        "number": f" {sent.number.lower().replace('-', '')} ",
        "code": sent.code.lower().replace("-", " "),
    }
    page = other.get(other.post("/track/", typed).location).get_data(as_text=True)
    assert "We have your request" in page and sent.number in page
    assert 'aria-current="step"' in page and "We decide by" in page


def test_wrong_pairs_and_unknown_numbers_are_answered_alike(
    app: Flask, here: Browser, sent: Sent, riverbend: MadeTenant
) -> None:
    def told(browser: Browser, number: str, code: str) -> tuple[int, str]:
        answer = browser.post("/track/", {"number": number, "code": code})
        page = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.get_data(as_text=True))
        return answer.status_code, page.replace(number, "").replace(browser.tenant.slug, "")

    def elsewhere() -> Browser:
        return Browser(app, here.tenant)

    wrong = told(elsewhere(), sent.number, "0000-0000-0000-0000-0000")
    assert wrong[0] == 422
    assert wrong == told(elsewhere(), "D-000-000-000", "0000-0000-0000-0000-0000")
    assert wrong == told(elsewhere(), derived_number("T", b"none"), sent.code)
    assert told(Browser(app, riverbend), sent.number, sent.code)[0] == 422


def test_the_number_alone_opens_nothing(app: Flask, here: Browser, sent: Sent) -> None:
    for path in ("", "moves/withdraw", f"documents/{sent.id}"):
        answer = Browser(app, here.tenant).get(f"/track/{sent.number}/{path}")
        assert answer.status_code == 303 and answer.location.endswith("/track/")


def test_a_visit_is_to_one_case_of_one_tenant(
    app: Flask, visitor: Browser, sent: Sent, here: Browser, riverbend: MadeTenant
) -> None:
    second = Sent(app, Browser(app, here.tenant))
    assert visitor.get(f"/track/{second.number}/").location.endswith("/track/")
    cookie = visitor.client.get_cookie("casework-case", path=f"{visitor.home}/", domain="127.0.0.1")
    assert cookie is not None
    other = Browser(app, riverbend)
    other.client.set_cookie("casework-case", cookie.value, domain="127.0.0.1", path=f"{other.home}/")
    assert other.get(f"/track/{sent.number}/").location.endswith("/track/")


def test_what_was_written_when_the_visit_had_ended_is_kept_in_sight(visitor: Browser, sent: Sent) -> None:
    at = f"/track/{sent.number}/"
    token = visitor.token(at)
    visitor.post("/track/leave", form=at)
    form = {"csrf_token": token, "words": "A long answer CNRY-kept"}
    late = visitor.client.post(f"{visitor.home}{at}answer", data=form, base_url=BASE)
    assert late.status_code == 401 and "CNRY-kept" in late.get_data(as_text=True)


def test_a_visit_ends_after_four_hours_and_by_leaving(visitor: Browser, sent: Sent) -> None:
    with clock.freeze(clock.now() + timedelta(hours=5)):
        assert visitor.get(f"/track/{sent.number}/").location.endswith("/track/")
    assert visitor.get(f"/track/{sent.number}/").status_code == 200
    visitor.post("/track/leave", form=f"/track/{sent.number}/")
    assert visitor.get(f"/track/{sent.number}/").location.endswith("/track/")


def test_guessing_is_slowed_down(app: Flask, database: Any) -> None:
    from tests.factories.tenants import make_tenant

    browser = Browser(app, make_tenant(database, "Guessed"))
    seen = [
        browser.post("/track/", {"number": "D-000-000-000", "code": str(n)}).status_code for n in range(12)
    ]
    assert seen[0] == 422 and seen[-1] == 429


def test_the_citizen_answers_a_question_with_words_and_a_paper(
    app: Flask, database: Any, northport: MadeTenant, visitor: Browser, sent: Sent
) -> None:
    ask = ("ask", {"question": "Which birth name? CNRY-question"})
    move(app, database, northport, sent, ("take", {}), ask)
    at = f"/track/{sent.number}/"
    page = visitor.get(at).get_data(as_text=True)
    assert "We need one answer from you" in page and "CNRY-question" in page and "Answer by" in page
    empty = visitor.post(f"{at}answer", {"words": "  "}, form=at)
    assert empty.status_code == 422 and 'href="#words"' in empty.get_data(as_text=True)
    bad = {"words": "See the bill", "evidence": (io.BytesIO(BAD["page.html"]), "page.html")}
    refused = visitor.post(f"{at}answer", bad, form=at, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "See the bill" in refused.get_data(as_text=True) and "page.html" in refused.get_data(as_text=True)
    good = {"words": "See the bill", "evidence": (io.BytesIO(GOOD["photo.jpg"]), "photo.jpg")}
    assert visitor.post(f"{at}answer", good, form=at, content_type="multipart/form-data").status_code == 303
    after = visitor.get(at).get_data(as_text=True)
    paper = re.search(r'href="([^"]+/documents/[^"]+)"', after)
    assert paper is not None
    file = visitor.get(paper[1])
    assert file.status_code == 200 and file.mimetype == "image/jpeg"
    assert file.headers["Content-Disposition"] == "attachment; filename=photo.jpg"
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "no-store" and b"CNRY" not in file.data
    file.close()
    assert Browser(app, northport).get(paper[1]).status_code == 303
    assert "We are checking it" in after and "See the bill" in after
    assert visitor.get(f"{at}answer?lang=vi").location.endswith(at)
    late = visitor.post(f"{at}answer", {"words": "Once more CNRY-late"}, form=at)
    assert late.status_code == 409 and "CNRY-late" in late.get_data(as_text=True)


def test_the_citizen_reads_the_outcome_with_its_reason_and_who_has_looked(
    app: Flask, database: Any, northport: MadeTenant, visitor: Browser, sent: Sent
) -> None:
    move(app, database, northport, sent, ("take", {}), ("refuse", {"reason": "record_right"}))
    page = visitor.get(f"/track/{sent.number}/").get_data(as_text=True)
    assert "We did not change our record" in page and "Our record is right" in page
    assert "Privacy officer" in page and "Correcting data about a person" in page
    assert "CNRY-officer-name" not in page


def test_the_citizen_withdraws_after_being_asked(visitor: Browser, sent: Sent) -> None:
    at = f"/track/{sent.number}/"
    asked = visitor.get(f"{at}moves/withdraw")
    assert asked.status_code == 200
    version = re.search(r'name="version" value="(\d+)"', asked.get_data(as_text=True))
    assert version is not None
    sent_form = {"version": version[1]}
    assert visitor.post(f"{at}moves/withdraw", sent_form).status_code == 303
    assert "You withdrew your request" in visitor.get(at).get_data(as_text=True)
    again = visitor.post(f"{at}moves/withdraw", sent_form, form=at)
    assert again.status_code == 409
    assert visitor.post(f"{at}moves/take", form=at).status_code == 404


def test_a_message_is_kept_and_shown(visitor: Browser, sent: Sent) -> None:
    at = f"/track/{sent.number}/"
    assert visitor.post(f"{at}message", {"words": "I moved house CNRY-note"}, form=at).status_code == 303
    assert "CNRY-note" in visitor.get(at).get_data(as_text=True)
    assert visitor.post(f"{at}message", {"words": "x" * 4001}, form=at).status_code == 422


def test_a_new_code_makes_the_old_one_worthless(app: Flask, visitor: Browser, sent: Sent) -> None:
    page = visitor.post(f"/track/{sent.number}/new-code", form=f"/track/{sent.number}/").get_data(
        as_text=True
    )
    number, code = re.findall(r"<b>([0-9A-Z-]{11,24})</b>", page)
    other = Browser(app, visitor.tenant)
    assert other.post("/track/", {"number": number, "code": sent.code}).status_code == 422
    assert other.post("/track/", {"number": number, "code": code}).status_code == 303


def test_a_mail_link_is_used_up_by_its_button_and_never_by_looking(
    app: Flask, here: Browser, sent: Sent
) -> None:
    with app.app_context(), identity_session() as session:
        token = make_link(session, "case", tenant_id=here.tenant.id, subject=sent.id)
        session.commit()
    at, browser = f"/track/case/{token}", Browser(app, here.tenant)
    for _ in range(3):
        assert browser.get(at).status_code == 200
        assert browser.client.head(browser.home + at, base_url="http://127.0.0.1:8000").status_code == 200
    form = {"csrf_token": browser.token(at)}
    followed = browser.client.post(browser.home + at, data=form, base_url="http://127.0.0.1:8000")
    assert followed.location.endswith(f"/track/{sent.number}/")
    assert browser.get(followed.location).status_code == 200
    assert Browser(app, here.tenant).get(at).status_code == 410
    assert (
        browser.client.post(browser.home + at, data=form, base_url="http://127.0.0.1:8000").status_code == 410
    )


def test_the_access_receipt_says_in_plain_words_who_saw_what_and_keeps_the_citizens_own_looks_apart(
    app: Flask, database: Any, northport: MadeTenant, visitor: Browser, sent: Sent
) -> None:
    move(app, database, northport, sent, ("take", {}))
    visitor.get(f"/track/{sent.number}/")
    page = visitor.get(f"/track/{sent.number}/looked").get_data(as_text=True)
    office, own = page.split('id="own"')
    assert "Privacy officer" in office and "Moved your request on" in office
    assert "what your request is about" in office.lower() and "Correcting data about a person" in office
    assert "opened with your number and code" in own
    assert "CNRY" not in page and "case_party" not in page and "disclosed" not in page
    whole = visitor.get(f"/track/{sent.number}/looked?all=yes").get_data(as_text=True)
    assert "data-print" in whole
    assert "Privacy officer" not in visitor.get(f"/track/{sent.number}/looked?before=2001-01-01").get_data(
        as_text=True
    )
