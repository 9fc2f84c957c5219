"""Records of a request: the log, three files that are never one, two officers, and what the applicant gets."""

import io
import uuid
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.models import Document, FoundRecord, Letter, Withholding
from casework.packs import catalog
from casework.services.cases.disclose_case import papers_of
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import open_case
from casework.services.documents.keep_file import Sent
from casework.services.mail.lawful_places import lawful_places
from casework.services.records.add_record import add_record, remove_record
from casework.services.records.choose_law import choose_law
from casework.services.records.decide_record import decide_record
from casework.services.records.hooks import nothing_released
from casework.services.records.read_records import read_records
from casework.services.records.withhold import Held, lift, withhold
from tests.services.desks import Desks, Worker, an_office

FLOW = catalog().workflow("records_request")
OFFICER, LEAD, OTHER_LEAD = Worker(("request_officer",)), Worker(("team_lead",)), Worker(("team_lead",))
SECRET = "The price per truck is 412 CNRY-price."
HELD = {"exemption": "gc7927_705", "reason": "A trade secret.", "page": "1", "place": "second line"}


class Room:
    """A request for records in one office, and who works on it."""

    def __init__(self, desks: Desks, office: Any) -> None:
        self.desks, self.office, self.case = desks, office, uuid.uuid4()
        with self.applicant() as session:
            answers = {
                "what": "The garbage contract",
                "form": "file",
                "name": "Ada",
                "email": "ada@example.org",
            }
            open_case(session, FLOW, answers, language="en", channel="web", case_id=self.case)
            session.commit()

    def applicant(self) -> Any:
        return self.desks.as_applicant(self.office, self.case, FLOW.purpose)

    def at(self, worker: Worker = OFFICER) -> Any:
        return self.desks.at(self.office, purpose=FLOW.purpose, worker=worker)

    def do(self, act: Any, *args: Any, worker: Worker = OFFICER, **more: Any) -> Any:
        with self.at(worker) as session:
            done = act(session, self.case, *args, **more)
            session.commit()
        return done

    def move(self, name: str, worker: Worker | None = OFFICER, **asked: Any) -> None:
        with self.at(worker) if worker else self.applicant() as session:
            move_case(session, self.case, name, asked=asked, confirmed=self.checks(name))
            session.commit()

    @staticmethod
    def checks(name: str) -> frozenset[str]:
        return frozenset(check.name for check in FLOW.move(name).checks)

    def refusal(self, name: str, worker: Worker = OFFICER, **asked: Any) -> str:
        with pytest.raises(CaseworkError) as told:
            self.move(name, worker, **asked)
        return str(getattr(told.value, "code", "")) or repr(told.value)


@pytest.fixture(scope="module")
def desks(registers_app: Flask, settings: Any) -> Desks:
    return Desks(registers_app, settings)


@pytest.fixture(scope="module")
def office(desks: Desks) -> Any:
    return an_office(desks.app, "council")


@pytest.fixture
def room(desks: Desks, office: Any) -> Room:
    found = Room(desks, office)
    found.move("take_up")
    return found


def text_file(text: str, name: str = "contract.txt") -> Sent:
    return Sent(name, io.BytesIO(text.encode()))


def entered(room: Room, text: str = SECRET) -> uuid.UUID:
    done: uuid.UUID = room.do(add_record, "Contract of 2024", text_file(text))
    return done


def held(record: uuid.UUID | None, extent: str = "place", **more: str) -> Held:
    return Held(extent, record=record, **(HELD | more))


def test_a_record_in_part_is_a_new_file_and_the_original_never_leaves(room: Room) -> None:
    record = entered(room)
    room.do(withhold, held(record))
    with pytest.raises(InvalidInput) as same:
        room.do(decide_record, record, "part", sent=text_file(SECRET))
    with pytest.raises(InvalidInput) as covered:
        left = text_file("Price: 412  CNRY-price, covered")
        room.do(decide_record, record, "part", sent=left, gone="nothing of this\n412 cnry-PRICE")
    assert set(same.value.errors) == set(covered.value.errors) == {"file"}
    room.do(decide_record, record, "part", sent=text_file("The price per truck is [withheld]."), gone="412")
    assert room.refusal("release", LEAD) == "SOMETHING_WITHHELD"
    assert room.refusal("release_part", OFFICER, part_text="Prices") == "OWN_REDACTIONS"
    room.move("release_part", LEAD, part_text="The prices")
    with room.applicant() as session:
        theirs = papers_of(session, room.case, FLOW)
        assert [paper.field for paper in theirs] == ["record_given"]
        assert session.scalars(select(Document.field)).all() == ["record_given"]
        assert "Another law keeps it secret (Government Code 7927.705)" in (
            lawful_places(session, room.case, "en")["records.grounds"]()
        )
    with room.at(LEAD) as session:
        one = read_records(session, room.case).records[0]
        assert one.original and one.revision and one.given
        assert one.given.sha256 == one.revision.sha256 != one.original.sha256
        assert len({one.original.id, one.revision.id, one.given.id}) == 3


def test_a_line_of_the_log_is_lifted_and_never_changed(room: Room) -> None:
    record = entered(room)
    line = room.do(withhold, held(record))
    with room.at() as session, pytest.raises(IntegrityError):
        session.execute(update(Withholding).where(Withholding.id == line).values(reason="Another"))
    room.do(lift, line)
    with room.at() as session:
        kept = read_records(session, room.case).records[0]
        assert [one.lifted_at is not None for one in kept.lines] == [True] and kept.held == ()
    with pytest.raises(CaseworkError):
        room.do(lift, line)


def test_the_public_interest_is_weighed_where_the_rule_asks_for_it(room: Room) -> None:
    record = entered(room)
    with pytest.raises(InvalidInput) as missing:
        room.do(withhold, held(record, exemption="gc7922_000"))
    assert set(missing.value.errors) == {"interest"}
    room.do(withhold, held(record, exemption="gc7922_000", interest="The bids are open until May."))
    with pytest.raises(InvalidInput) as foreign:
        room.do(withhold, held(record, exemption="s40", place=""))
    assert set(foreign.value.errors) == {"exemption", "place"}


def test_a_refusal_needs_a_ground_and_a_second_officer(room: Room) -> None:
    assert room.refusal("refuse", LEAD, refusal_text="No") == "NO_GROUND"
    room.do(withhold, held(None, "request", page="", place=""))
    assert room.refusal("refuse", OFFICER, refusal_text="No") == "OWN_REDACTIONS"
    room.move("refuse", LEAD, refusal_text="A lawsuit goes on.")
    room.move("ask_review", None, disagree="It is over.")
    assert room.refusal("review", LEAD) == "SAME_PERSON"
    room.move("review", OTHER_LEAD)
    room.move("conclude", OTHER_LEAD, final_finding="stands", final_text="It goes on.")
    with room.at(LEAD) as session:
        letters = session.scalars(select(Letter.template).where(Letter.case_id == room.case)).all()
    assert {"refused", "review", "final"} <= set(letters)


def test_nothing_is_given_out_before_every_record_is_decided(room: Room) -> None:
    first, second = entered(room), entered(room, "Another one")
    room.do(decide_record, first, "release")
    with room.at() as session:
        deed = SimpleNamespace(session=session, case=SimpleNamespace(id=room.case), known={})
        with pytest.raises(Refused) as whole:
            nothing_released(deed)
    assert whole.value.code == "SOMETHING_RELEASED"
    assert room.refusal("release") == "NOTHING_DECIDED"
    assert room.refusal("none_held", searched="All") == "RECORDS_FOUND"
    room.do(remove_record, second)
    room.move("release")
    with room.at() as session, pytest.raises(IntegrityError):
        session.execute(update(FoundRecord).where(FoundRecord.id == first).values(given_id=None))
    with pytest.raises(CaseworkError) as late:
        room.do(add_record, "Too late", None)
    assert late.value.code == "NOT_NOW"


def test_words_that_a_reader_does_not_see_are_found(room: Room) -> None:
    record = entered(room)
    room.do(withhold, held(record))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document><w:t>The price is withheld</w:t></w:document>")
        archive.writestr(
            "word/comments.xml", "<w:comment><w:t>it was 412 </w:t><w:t>CNRY-price</w:t></w:comment>"
        )
    with pytest.raises(InvalidInput) as hidden:
        sent = Sent("contract.docx", packed)
        room.do(decide_record, record, "part", sent=sent, gone="412 CNRY-price")
    assert "412 cnry-price" in str(hidden.value.sayings["file"])


def test_another_law_is_chosen_from_those_of_the_office_alone(room: Room) -> None:
    with pytest.raises(InvalidInput) as foreign:
        room.do(choose_law, "uk_foia", "It is about the river.")
    assert set(foreign.value.errors) == {"law"}


def test_days_that_run_backwards_are_told_at_the_last_one(desks: Desks, office: Any) -> None:
    guard = next(one for one in FLOW.guards if one.code == "FROM_AFTER_UNTIL")
    days = {"since": "2026-03-02", "until": "2026-03-01"}
    asked = {"what": "Contracts", "form": "file", "name": "Ada", "email": "ada@example.org", **days}
    with (
        desks.as_applicant(office, uuid.uuid4(), FLOW.purpose) as session,
        pytest.raises(InvalidInput) as told,
    ):
        open_case(session, FLOW, asked, language="en", channel="web")
    assert set(told.value.sayings) == {guard.field}
