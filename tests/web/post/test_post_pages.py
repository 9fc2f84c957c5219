"""The post at the desk: read, made a case from the day it came, brought to a case, discarded with a reason; once."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from casework.base.clock import now
from casework.models import Case, CaseEvent, Document, IntakeItem, Message
from tests.factories.mail_corpus import PDF, PLAIN, head, mixed
from tests.web.post.conftest import PostRoom

FLOW = "constituent_request"
SCAN = b'Content-Type: application/pdf; name="scan.pdf"\r\n\r\n' + PDF


def stranger(words: str, sender: str = "Eve <eve@example.org>") -> bytes:
    return head(sender=sender, subject="Đèn đường <b>") + mixed(PLAIN + words.encode(), SCAN)


ANSWERS = {
    "category": "pothole",
    "danger": "no",
    "description": "A hole",
    "place-text": "Oak St",
    "place-lat": "43.10",
    "place-lon": "-88.05",
    "name": "Eve",
    "confidential": "no",
    "language": "en",
}


def test_what_waits_is_listed_and_shown_without_believing_it(room: PostRoom) -> None:
    item = room.mail(stranger("<script>alert(1)</script> xin chào"))
    here = room.browser()
    listed = here.get("/desk/post/").get_data(as_text=True)
    assert "Đèn đường &lt;b&gt;" in listed and str(item) in listed
    shown = here.get(f"/desk/post/{item}").get_data(as_text=True)
    assert "&lt;script&gt;" in shown and "Anybody can write any sender" in shown and "scan.pdf" in shown
    assert room.browser("field_worker").get(f"/desk/post/{item}").status_code == 403
    assert room.browser("administrator").get("/desk/post/").status_code == 403


def test_its_files_are_given_out_to_be_saved_and_its_whole_as_it_came(room: PostRoom) -> None:
    raw = stranger("Files")
    item = room.mail(raw)
    here = room.browser()
    page = here.get(f"/desk/post/{item}").get_data(as_text=True)
    answers = [here.get(url) for url in re.findall(r'href="([^"]+/files/[^"]+)"', page)]
    assert {answer.data for answer in answers} == {PDF, raw}
    assert all(answer.headers["Content-Disposition"].startswith("attachment") for answer in answers)
    for answer in answers:
        answer.close()


def test_a_fax_becomes_a_case_whose_clock_began_when_it_came(room: PostRoom) -> None:
    came = now().replace(microsecond=0) - timedelta(days=4)
    item = room.scan(PDF, came)
    here = room.browser()
    path = f"/desk/counter/{FLOW}?post={item}"
    form = here.get(path).get_data(as_text=True)
    file = re.search(r'name="(file-[0-9a-f-]+)"', form)
    assert file and 'name="channel"' not in form
    answer = here.post(f"/desk/counter/{FLOW}", ANSWERS | {"post": str(item), file[1]: "photo"}, form=path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:3000]
    (row,) = room.all(IntakeItem, IntakeItem.id == item)
    (case,) = room.all(Case, Case.id == row.case_id)
    (event,) = room.all(CaseEvent, CaseEvent.case_id == case.id, CaseEvent.kind == "opened")
    assert (row.status, case.channel) == ("opened", "fax")
    assert case.opened_at == event.at == came and case.due_at < now() + timedelta(days=30)
    assert [one.name for one in room.all(Document, Document.case_id == case.id)] == ["fax.pdf"]
    again = here.post(f"/desk/counter/{FLOW}", ANSWERS | {"post": str(item)}, form="/desk/counter/" + FLOW)
    assert again.status_code == 409


def test_the_form_checks_what_came_by_post_as_it_checks_the_web(room: PostRoom) -> None:
    item = room.mail(stranger("Wrong answers"))
    here = room.browser()
    path = f"/desk/counter/{FLOW}?post={item}"
    wrong = here.post(f"/desk/counter/{FLOW}", ANSWERS | {"post": str(item), "description": ""}, form=path)
    assert wrong.status_code == 422 and "Wrong answers" in wrong.get_data(as_text=True)
    assert room.all(IntakeItem, IntakeItem.id == item)[0].status == "waiting"


def opened(room: PostRoom) -> Case:
    here = room.browser()
    item = room.mail(stranger(f"Begin {now().isoformat()}", sender=f"a{now().timestamp()}@example.org"))
    path = f"/desk/counter/{FLOW}?post={item}"
    assert here.post(f"/desk/counter/{FLOW}", ANSWERS | {"post": str(item)}, form=path).status_code == 200
    (row,) = room.all(IntakeItem, IntakeItem.id == item)
    return room.all(Case, Case.id == row.case_id)[0]


def test_a_mail_is_brought_to_a_case_with_its_words_and_files_once(room: PostRoom) -> None:
    case, item = opened(room), room.mail(stranger("It is number 12."))
    here = room.browser()
    path = f"/desk/post/{item}/link?number={case.number}"
    form = here.get(path).get_data(as_text=True)
    file = re.search(r'name="(file-[0-9a-f-]+)"', form)
    assert file
    told = {"number": case.number, file[1]: "photo"}
    assert here.post(f"/desk/post/{item}/link", told, form=path).status_code == 303
    said = [one.body for one in room.all(Message, Message.id == item, Message.case_id == case.id)]
    assert said == ["It is number 12."]
    assert "scan.pdf" in {one.name for one in room.all(Document, Document.case_id == case.id)}
    assert here.post(f"/desk/post/{item}/link", told, form=path).status_code == 409
    assert "It is number 12." in here.get(f"/desk/cases/{case.number}/messages").get_data(as_text=True)
    assert case.number in here.get(f"/desk/post/{item}").get_data(as_text=True)


def test_post_is_discarded_with_a_reason_and_stays_to_be_read(room: PostRoom) -> None:
    item = room.mail(stranger("Buy now"))
    here = room.browser()
    at = f"/desk/post/{item}"
    assert here.post(f"{at}/discard", {"reason": "other"}, form=at).status_code == 422
    assert here.post(f"{at}/discard", {"reason": "spam", "words": "Pills"}, form=at).status_code == 303
    assert str(item) in here.get("/desk/post/?which=done").get_data(as_text=True)
    assert "Advertising or fraud. Pills" in here.get(at).get_data(as_text=True)


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, None),
        ({"came-year": "2999"}, "came"),
        ({"channel": "pigeon"}, "channel"),
        ({"file": None}, "file"),
    ],
)
def test_a_letter_is_taken_in_with_the_day_it_came(room: PostRoom, more: dict, wrong: str | None) -> None:
    here = room.browser()
    day = datetime.now(UTC) - timedelta(days=3)
    told = {
        "channel": "letter",
        "subject": "Olsen",
        "came-day": str(day.day),
        "came-month": str(day.month),
        "came-year": str(day.year),
        "file": (BytesIO(PDF), "letter.pdf"),
    } | more
    if told["file"] is None:
        del told["file"]
    answer = here.post("/desk/post/new", told, content_type="multipart/form-data")
    if wrong:
        assert answer.status_code == 422 and "<title>Error" in answer.get_data(as_text=True)
        return
    assert answer.status_code == 303
    (row,) = room.all(IntakeItem, IntakeItem.subject == "Olsen")
    assert row.channel == "letter" and (now() - row.received_at) > timedelta(days=2)


def test_pages_of_the_list_follow_each_other_and_miss_nothing(room: PostRoom) -> None:
    for at in range(33):
        room.scan(PDF + str(at).encode(), now() - timedelta(days=400, minutes=at), "letter", f"l{at}.pdf")
    here = room.browser()
    seen: list[str] = []
    address: str | None = "/desk/post/?channel=letter"
    while address:
        page = here.get(address).get_data(as_text=True)
        seen += re.findall(r"/desk/post/([0-9a-f-]{36})\"", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else None
    waiting = room.all(IntakeItem, IntakeItem.status == "waiting", IntakeItem.channel == "letter")
    assert len(seen) == len(set(seen)) == len(waiting) >= 33
