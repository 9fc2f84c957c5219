"""Who may open which page of the desk, what stays withheld there, and what bad input comes to."""

import io

import pytest
from sqlalchemy import select

from casework.models import Case, CaseEvent, LedgerEntry, Note
from casework.services.office import office_by_id
from tests.factories.browser import BASE, Browser
from tests.web.desk.conftest import THEIRS, Port

ID_NUMBER, PRICE, MAIL = "CNRY77431", "$9,876.54", "cnry-contact@example.org"


@pytest.fixture(scope="module")
def number(port: Port, vale: Port) -> str:
    return port.opened(
        buyer_name="CNRYNAME Rahman",
        buyer_email=MAIL,
        price={"minor": 987654, "currency": "USD"},
        id_kind="passport",
        id_number=ID_NUMBER,
    ).number


PAGES = ("", "papers", "messages", "fees", "looked", "print", "print?notes=yes", "moves/take")


def everything(here, number):
    """All that a reader sees of a case, in one text."""
    return "".join(here.get(f"/desk/cases/{number}/{part}").get_data(as_text=True) for part in PAGES)


@pytest.mark.parametrize(
    ("title", "shown", "withheld"),
    [
        ("title_examiner", (ID_NUMBER, PRICE, MAIL, "CNRYNAME"), ()),
        ("title_clerk", (MAIL, "CNRYNAME"), (ID_NUMBER, PRICE)),
        ("senior_examiner", (ID_NUMBER, PRICE, MAIL, "CNRYNAME"), ()),
        ("cashier", (PRICE, "CNRYNAME"), (ID_NUMBER, MAIL)),
        ("supervisor", (PRICE, MAIL, "CNRYNAME"), (ID_NUMBER,)),
    ],
)
def test_a_reader_sees_what_their_duties_open_and_nothing_of_the_rest(port, number, title, shown, withheld):
    text = everything(port.browser(title), number)
    assert all(value in text for value in shown)
    assert not any(value in text for value in (*withheld, THEIRS))


def test_what_is_withheld_is_named_with_the_reason_and_who_reads_it(port, number):
    text = port.browser("title_clerk").get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert "Document number" in text and "Withheld, sealed" in text
    assert "It opens to: Checks papers and works out fees" in text


def test_without_a_part_in_the_purpose_the_page_says_who_has_one_and_the_try_is_noted(port, number, app):
    here = port.browser("privacy_officer")
    for part in PAGES:
        answer = here.get(f"/desk/cases/{number}/{part}")
        text = answer.get_data(as_text=True)
        assert answer.status_code == 403 and "CNRY" not in text
    assert "Title transfer" in text and "Title examiner" in text
    looked = port.browser("title_clerk").get(f"/desk/cases/{number}/looked").get_data(as_text=True)
    assert "Tried to open it, refused" in looked


def test_a_case_of_the_neighbours_and_no_case_at_all_are_alike(port, vale, app):
    with app.app_context():
        office = office_by_id(vale.tenant.id)
        with office.open(office.system("load_demo")) as session:
            theirs = session.scalars(select(Case.number)).one()
    for title in ("title_examiner", "privacy_officer"):
        here = port.browser(title)
        for wanted in (theirs, "T-000-000-000", "X-1", "....", "T%00", "é"):
            assert here.get(f"/desk/cases/{wanted}/").status_code in (400, 404), wanted


def test_nobody_comes_in_without_signing_in(port, number, app):
    stranger = Browser(app, port.tenant)
    for path in (
        "/desk/",
        "/desk/search/?q=a",
        f"/desk/cases/{number}/",
        "/desk/counter/",
        "/desk/workflows/",
    ):
        assert stranger.get(path).status_code == 303
    assert stranger.client.post(f"{stranger.home}/desk/share", base_url=BASE).status_code in (400, 401)


BAD_QUERIES = (
    "view=%00",
    "view=\ud800",
    "sort=--due",
    "at=%FF%FE",
    "at=" + "A" * 3000,
    "state=" + "x" * 9000,
)


@pytest.mark.parametrize("query", [*BAD_QUERIES, "standing=zzz&language=🙂&workflow='", "view=mine&view=all"])
def test_a_bad_address_of_the_list_is_a_list_or_a_clear_no(port, query):
    answer = port.browser("title_clerk").get(
        "/desk/?" + query.encode("utf-8", "surrogatepass").decode("latin-1")
    )
    assert answer.status_code in (200, 400)


BAD_TEXTS = ("", "   ", "a\x07b", "x" * 4001, "\ufffd", "\x00")


@pytest.mark.parametrize("body", BAD_TEXTS)
@pytest.mark.parametrize("kind", ["notes", "messages"])
def test_bad_words_come_back_with_what_is_wrong_and_nothing_is_stored(port, number, app, kind, body):
    here = port.browser("title_clerk")
    page = here.get(f"/desk/cases/{number}/messages").get_data(as_text=True)
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = here.post(
        f"/desk/cases/{number}/{kind}",
        {"body": body, "seen": seen},
        form=f"/desk/cases/{number}/messages",
    )
    assert answer.status_code in (400, 422)
    with app.app_context():
        office = office_by_id(port.tenant.id)
        with office.open(office.system("load_demo")) as session:
            assert [note.body for note in session.scalars(select(Note))] == []
            assert session.scalars(select(CaseEvent.id).where(CaseEvent.kind == "message")).all() == []


@pytest.mark.parametrize("field", ["version", "seen"])
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "²"])
def test_a_form_that_was_tampered_with_is_refused(port, number, field, value):
    here = port.browser("title_clerk")
    data = {"version": "1", "seen": "1", field: value}
    answer = here.post(f"/desk/cases/{number}/moves/take", data, form=f"/desk/cases/{number}/")
    assert answer.status_code == 400


def test_unknown_moves_and_those_of_others_are_no_doors(port, number):
    here = port.browser("cashier")
    assert here.get(f"/desk/cases/{number}/moves/nothing").status_code == 404
    page = here.get(f"/desk/cases/{number}/moves/take")
    assert page.status_code == 200 and "needs another duty" in page.get_data(as_text=True)
    told = {"version": "1", "seen": "1"}
    refused = here.post(f"/desk/cases/{number}/moves/take", told, form="/account/")
    assert refused.status_code in (403, 409)


def test_shares_of_nothing_and_of_foreign_cases_change_nothing(port, vale, app):
    here = port.browser("supervisor")
    with app.app_context():
        office = office_by_id(vale.tenant.id)
        with office.open(office.system("load_demo")) as session:
            theirs = session.scalars(select(Case)).one()
            before = theirs.version
            session.commit()
    for case in ("", "x", f"{theirs.id}.1", f"{theirs.id}.", "1.1"):
        answer = here.post(
            "/desk/share", {"case": case, "do": "take", "back": "view=all&at=%00"}, form="/account/"
        )
        assert answer.status_code in (303, 400)
    with app.app_context(), office.open(office.system("load_demo")) as session:
        assert session.scalars(select(Case.version)).one() == before


def test_many_cases_are_taken_and_assigned_at_once(port, app):
    here = port.browser("supervisor")
    page = here.get("/desk/?view=all").get_data(as_text=True)
    ticks = [part.split('"')[0] for part in page.split('name="case" value="')[1:4]]
    clerk = port.users["title_clerk"]
    taken = here.post(
        "/desk/share", {"case": ticks, "do": "take", "back": "view=all"}, form="/desk/?view=all"
    )
    assert taken.status_code == 303 and taken.location.endswith("view=all")
    again = here.post(
        "/desk/share", {"case": ticks, "do": "assign", "to": str(clerk.id)}, form="/desk/?view=all"
    )
    text = here.get(again.location).get_data(as_text=True)
    assert "stayed as" in text and "changed this meanwhile" in text


def test_a_clerk_enters_a_case_for_a_visitor_and_adds_the_paper(port, app):
    here = port.browser("title_clerk")
    answers = {
        "channel": "counter", "language": "vi", "vin": "JH4DA9370MS900001", "seller_name": "Rosa Ibarra",
        "has_co_seller": "no", "buyer_name": "Minh Hanh Nguyen", "buyer_address-line1": "218 Cannery Row",
        "buyer_address-city": "Port Elling", "buyer_address-region": "CA", "buyer_address-postcode": "94101",
        "buyer_address-country": "US", "buyer_email": "hanh@example.org", "has_co_buyer": "no",
        "sale_date-day": "6", "sale_date-month": "11", "sale_date-year": "2026", "transfer_kind": "gift",
        "lien_open": "yes", "odometer_status": "actual", "odometer": "48213", "plates_decision": "stay",
    }  # fmt: skip
    wrong = here.post("/desk/counter/vehicle_transfer", {**answers, "odometer": "no idea"})
    text = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "no idea" in text and "218 Cannery Row" in text
    done = here.post("/desk/counter/vehicle_transfer", answers)
    text = done.get_data(as_text=True)
    assert done.status_code == 200, text[:3000]
    number = text.split('class="ref">')[1].split("<")[0]
    page = here.get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert "Entered at the counter, by you" in page and "Speaks Tiếng Việt" in page
    sent = {"field": "title_photo", "file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "title.pdf")}
    path = f"/desk/cases/{number}/papers"
    added = here.post(path, sent, content_type="multipart/form-data")
    assert added.status_code == 303, added.get_data(as_text=True)[:3000]
    assert "title.pdf" in here.get(path).get_data(as_text=True)
    nothing = here.post(path, {"field": "title_photo"}, content_type="multipart/form-data")
    assert nothing.status_code == 422 and "Choose the file" in nothing.get_data(as_text=True)


def test_every_look_is_on_the_ledger_before_the_page_is_sent(port, number, app):
    here = port.browser("title_examiner")
    here.get(f"/desk/cases/{number}/")
    with app.app_context():
        office = office_by_id(port.tenant.id)
        with office.open(office.system("load_demo")) as session:
            entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).all()
    told = {entry.act: entry for entry in reversed(entries) if entry.about == "fact"}
    entry = told["disclosed"]
    assert "vin" in entry.fields and entry.subjects == [entry.case_id]
    assert "id_number" in told["unsealed"].fields
    assert entry.actor_id == port.users["title_examiner"].id and ID_NUMBER not in entry.detail


def test_a_note_sent_twice_is_kept_once(port, app):
    number = port.opened().number
    here = port.browser("title_clerk")
    for _twice in range(2):
        form = f"/desk/cases/{number}/messages"
        assert here.post(f"/desk/cases/{number}/notes", {"body": "CNRY-note"}, form=form).status_code == 303
    assert here.get(f"/desk/cases/{number}/messages").get_data(as_text=True).count("CNRY-note") == 1
