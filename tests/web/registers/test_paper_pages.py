"""Papers that the office issues: what stands on them, who may have them, and what anybody may ask about them."""

import re
from contextlib import contextmanager
from datetime import date

import psycopg
import pypdfium2
import pytest
from psycopg.errors import CheckViolation
from sqlalchemy import event, select, update

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.models import Brand, Hold, IssuedPaper, Lien, VehicleTitle
from casework.services.papers.case_papers import issue_release
from casework.services.papers.hooks import ask_for_paper
from casework.services.papers.read_papers import read_paper
from casework.services.papers.title_paper import issue_title_paper
from casework.services.typesetting.typeset import stop_typesetting
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.store.files import file_store
from casework.store.session import viewing
from tests.factories.browser import Browser
from tests.store.looking import EVERY, viewer
from tests.web.registers.conftest import Place, make_place, with_vehicle
from tests.working import work_off

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")
CHECK = "/check-paper/"


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture(scope="module")
def port(app, database) -> Place:
    """An office whose vehicle bears a brand and a lien."""
    place = with_vehicle(make_place(app, database, "Southport"))
    with place.records() as session:
        told = {"vehicle_id": place.ids["vehicle"], "effective_on": date(2023, 3, 1)}
        session.add(Brand(brand="FLOOD", source="insurer", **told))
        session.add(
            Lien(vehicle_id=place.ids["vehicle"], holder_id=place.ids["other"], since=date(2024, 1, 2))
        )
    return place


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", " ")


def issued(place: Place, title=None) -> tuple[IssuedPaper, bytes]:
    """The certificate of the vehicle's present title."""
    with place.records() as session:
        if title is None:
            title = session.scalars(select(VehicleTitle.id).where(VehicleTitle.superseded_at.is_(None))).one()
        row = issue_title_paper(session, title)
        session.commit()
        return row, file_store().read(place.tenant.id, row.store_name)


def code_of(pdf: bytes) -> str:
    return CODE.findall(words_of(pdf))[-1]


def said(place: Place, code: str) -> str:
    """What the public page says of a code, without what differs from page to page."""
    answer = Browser(place.app, place.tenant).post(CHECK, {"code": code}, form=CHECK)
    assert answer.status_code == 200
    return re.sub(r'value="[^"]{20,}"|nonce-\S+|[0-9a-f]{32}', "", answer.get_data(as_text=True))


def test_a_certificate_names_owners_brands_and_liens_and_is_accessible(port):
    row, pdf = issued(port)
    words = words_of(pdf)
    for word in (port.owner, "Flood damage", "Somebody Unrelated", "2020 Honda Accord", row.number):
        assert word in words
    assert b"pdfuaid" in pdf and b"/StructTreeRoot" in pdf
    assert CHECK in words


def test_the_public_check_knows_a_current_paper_until_it_is_printed_anew(port):
    _row, pdf = issued(port)
    code = code_of(pdf)
    assert "This paper is current." in said(port, code.lower().replace("-", " "))
    _later, again = issued(port)
    assert "can’t confirm" in said(port, code)
    assert "This paper is current." in said(port, code_of(again))


def test_every_other_code_gets_one_answer_at_the_price_of_one_look_up(port, east):
    _row, pdf = issued(port)
    ended = code_of(pdf)
    current = code_of(issued(port)[1])
    answers, asked = {}, {}
    for code in (ended, "0000-0000-0000-0000-0000", "", "x" * 500, current):
        with counting(port.app) as statements:
            answers[code] = said(port, code)
        asked[code] = len(statements)
    assert len({text for code, text in answers.items() if code != current}) == 1
    assert len(set(asked.values())) == 1 and asked[current] > 0
    tags = {code: re.findall(r"<(\w+)", text) for code, text in answers.items()}
    assert tags[current] == tags[ended]
    assert port.owner not in answers[current] and "Honda" not in answers[current]
    assert "can’t confirm" in said(east, current)


@contextmanager
def counting(app):
    """The statements that ask for papers' codes."""
    statements: list[str] = []

    def note(conn, cursor, text, *_):
        if "paper_code" in text:
            statements.append(text)

    engine = app.extensions["casework.identity"].kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_tries_are_limited(app, database):
    place = make_place(app, database, "Westport")
    here = Browser(place.app, place.tenant)
    seen = {here.post(CHECK, {"code": str(n)}, form=CHECK).status_code for n in range(31)}
    assert seen == {200, 429}


def test_a_new_title_ends_the_certificate_of_the_one_before(app, database):
    place = with_vehicle(make_place(app, database, "Eastport"))
    row, pdf = issued(place)
    with place.records() as session:
        session.execute(update(Hold).values(until=now()).where(Hold.until.is_(None)))
        deed = TitleTransfer(
            place.ids["vehicle"], date(2026, 2, 3), frozenset({place.ids["owner"]}), (place.ids["other"],)
        )
        transfer_title(session, deed)
        session.commit()
        ended = session.scalars(select(IssuedPaper).where(IssuedPaper.id == row.id)).one()
        assert ended.ended_why == "superseded"
    assert "can’t confirm" in said(place, code_of(pdf))


def test_what_was_issued_is_never_changed(port, settings):
    row, _pdf = issued(port)
    with port.records() as session, pytest.raises(Exception, match="never changed"):
        session.execute(update(IssuedPaper).where(IssuedPaper.id == row.id).values(language="xx"))
    with (
        psycopg.connect(settings.database.owner.replace("+psycopg", "")) as owner,
        pytest.raises(CheckViolation),
    ):
        owner.execute("update issued_paper set ended_at = null where ended_at is not null")


REFUSED = (
    ("letter.nothing", "NO_SUCH_PAPER"),
    ("letter.question", "LETTER_NOTHING_ASKED"),
    ("title", "NO_TITLE"),
)


def test_a_letter_is_printed_in_the_language_of_the_case_and_read_at_the_desk(port):
    case = port.transfer(language="vi")
    here, path = port.browser("title_examiner"), f"/desk/cases/{case.number}/issued"
    assert "No paper issued yet" in here.get(path).get_data(as_text=True)
    assert here.post(path, {"what": "letter.received"}).status_code == 303
    page = here.get(path).get_data(as_text=True)
    link = re.search(rf'href="[^"]*({path}/[0-9a-f-]+)"', page)
    assert link and "Vietnamese" in page
    answer = here.get(link[1])
    assert answer.mimetype == "application/pdf"
    words = words_of(answer.get_data())
    assert case.number in words and "Mã của giấy này" in words and "218 Cannery Row" in words
    assert here.get(link[1]).get_data() == answer.get_data()
    for what, code in REFUSED:
        refused = here.post(path, {"what": what})
        assert refused.status_code == 409 and code in refused.get_data(as_text=True)
    withdrawn = here.post(f"{link[1]}/withdraw", {"reason": "Sent to the wrong person"}, form="/account/")
    assert withdrawn.status_code == 403
    lead = port.browser("supervisor")
    assert lead.post(f"{link[1]}/withdraw", {"reason": "no"}, form=path).status_code == 422
    assert (
        lead.post(f"{link[1]}/withdraw", {"reason": "Sent to the wrong person"}, form=path).status_code == 303
    )
    assert "can’t confirm" in said(port, code_of(answer.get_data()))


def test_the_sellers_receipt_is_not_the_buyers(port):
    case = port.transfer()
    here, path = port.browser("title_clerk"), f"/desk/cases/{case.number}/issued"
    for what in ("release", "letter.received"):
        assert here.post(path, {"what": what}).status_code == 303
    visitor = Browser(port.app, port.tenant)
    entered = visitor.post("/track/", {"number": case.number, "code": case.code}, form="/track/")
    assert entered.status_code == 303
    page = visitor.get(f"/track/{case.number}/").get_data(as_text=True)
    assert page.count("/issued/") == 1
    with port.records() as session:
        chosen = select(IssuedPaper).where(IssuedPaper.case_id == case.case_id)
        papers = {row.kind: row for row in session.scalars(chosen)}
    assert visitor.get(f"/track/{case.number}/issued/{papers['release'].id}").status_code == 404
    assert visitor.get(f"/track/{case.number}/issued/{papers['letter'].id}").status_code == 200
    receipt = words_of(file_store_of(port, papers["release"]))
    assert port.owner in receipt and "does not change who owns" in receipt and "A004352"[-5:] in receipt


@pytest.mark.parametrize("withheld", ["contact", "location", "asset"])
def test_a_paper_is_not_there_for_whom_part_of_it_is_withheld(port, settings, withheld):
    case = port.transfer()
    with port.records() as session:
        row = issue_release(session, case.case_id)
        session.commit()
    sees = {
        False: viewer(settings, port.tenant.id, read=EVERY - {withheld}),
        True: viewer(settings, port.tenant.id),
    }
    with port.app.app_context(), pytest.raises(NotFound), viewing(sees[False]) as session:
        read_paper(session, case.case_id, row.id)
    with port.app.app_context(), viewing(sees[True]) as session:
        assert read_paper(session, case.case_id, row.id).content.startswith(b"%PDF")
        session.commit()


def file_store_of(place: Place, row: IssuedPaper) -> bytes:
    with place.app.app_context():
        return file_store().read(place.tenant.id, row.store_name)


def test_a_move_has_its_paper_printed_by_the_worker(port, settings):
    case = port.transfer()
    with port.records() as session:
        ask_for_paper(session, case.case_id, "letter", template="received")
        session.commit()
    work_off(port.app, settings)
    with port.records() as session:
        chosen = select(IssuedPaper.template).where(IssuedPaper.case_id == case.case_id)
        assert session.scalars(chosen).all() == ["received"]
