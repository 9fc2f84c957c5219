"""Programs of lenders: told of their own claims, they let go of them by signed messages, and see nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from casework.base import clock
from casework.models import EltParticipant, LedgerEntry, LenderMessage, LenderNotice, Lien, VehicleTitle
from casework.models.identity import User
from casework.services.lenders.messages import deal_with
from casework.services.lenders.tokens import end_lender_token, lender_tokens
from casework.services.office import Office, office_by_id
from casework.services.people.register_person import NewPerson, register_person
from casework.services.staff.recognise import Staff, as_staff
from casework.services.vehicles.elt import NewParticipant, add_participant
from casework.services.vehicles.standing import ELECTRONIC, PAPER
from casework.settings import Database
from casework.store.identity import identity_session
from casework.store.registers import Base
from casework.store.session import ViewerSession
from tests.api.programs import BASE, ROOT
from tests.api.scenes import Garage, make_garage
from tests.api.test_who_may import FOR_LENDERS, OPERATIONS
from tests.factories.signing import LenderProgram, make_lender_program, signed
from tests.factories.tenants import MadeTenant, make_tenant, make_user

SINCE, ON = date(2026, 3, 2), "2026-11-02"


@dataclass(frozen=True)
class Street:
    """An office with two lenders; the first one holds the title of a vehicle."""

    app: Flask
    tenant: MadeTenant
    garage: Garage
    staff: Staff
    bank: LenderProgram
    other: LenderProgram
    lien: UUID

    def office(self) -> Office:
        with self.app.app_context():
            return office_by_id(self.tenant.id)

    @contextmanager
    def looking(self, lender: UUID | None = None) -> Iterator[ViewerSession]:
        """A lender's own session, or one that opens everything."""
        office = self.office()
        viewer = office.system("load_demo") if lender is None else office.lender(lender)
        with self.app.app_context(), office.open(viewer) as session:
            yield session


@pytest.fixture(scope="module")
def street(app: Flask, database: Database) -> Street:
    tenant = make_tenant(database, "Lendport")
    garage = make_garage(app, tenant, "8ELT001", 771)
    made = make_user(database, tenant, "supervisor")
    with app.app_context():
        office = office_by_id(tenant.id)
        with identity_session() as session:
            user = session.get(User, (tenant.id, made.id))
            assert user is not None
            staff = as_staff(user, fresh_at=user.created_at)
        with office.open(office.system("load_demo")) as session:
            told = [
                add_participant(session, NewParticipant(f"E-{name}", name, "1 Bank Street")).id
                for name in ("First Bank", "Second Bank")
            ]
            lien = a_claim(session, garage.vehicle, told[0])
            session.commit()
    programs = [make_lender_program(app, staff, one) for one in told]
    return Street(app, tenant, garage, staff, *programs, lien)


def a_claim(session, vehicle: UUID, lender: UUID) -> UUID:
    """A claim of a lender that holds the title."""
    holder = register_person(session, NewPerson("First Bank", kind="organisation")).id
    row = Lien(id=uuid4(), vehicle_id=vehicle, holder_id=holder, since=SINCE, elt_id=lender)
    session.add(row)
    for title in session.scalars(select(VehicleTitle).where(VehicleTitle.vehicle_id == vehicle)):
        title.form = ELECTRONIC
    session.flush()
    return row.id


def code(answer) -> str | None:
    return answer.get_json().get("code")


def test_a_lender_is_told_of_its_own_claims_alone_and_nothing_of_owners(street: Street) -> None:
    answer = street.bank.get("/lender/notices")
    (notice,) = answer.get_json()["notices"]
    assert (notice["kind"], notice["lien_id"], notice["vin"]) == (
        "recorded",
        str(street.lien),
        street.garage.vin,
    )
    assert notice["since"] == SINCE.isoformat() and notice["released_on"] is None
    assert "CNRY" not in answer.text and str(street.garage.owner) not in answer.text
    assert street.other.get("/lender/notices").get_json() == {"notices": []}
    taken = f"/lender/notices/{notice['id']}/taken"
    assert street.other.call("POST", taken).status_code == 404
    first, again = (street.bank.call("POST", taken) for _ in range(2))
    assert first.get_json()["taken_at"] and first.get_json() == again.get_json()
    assert street.bank.get("/lender/notices").get_json() == {"notices": []}


def test_what_is_not_signed_by_the_tokens_key_just_now_is_refused_and_not_kept(street: Street) -> None:
    bank, now = street.bank, int(clock.now().timestamp())
    path, body = f"{ROOT}/lender/liens/{street.lien}/release", b"{}"
    foreign = signed(Ed25519PrivateKey.generate(), "POST", path, body)
    refused = {
        "MESSAGE_UNSIGNED": bank.release(street.lien, "X-1", ON, Signature=""),
        "MESSAGE_SIGNATURE": bank.release(street.lien, "X-1", ON, Signature=foreign["Signature"]),
        "MESSAGE_DIGEST": bank.release(
            street.lien, "X-1", ON, body=b'{"number": "X-1", "released_on": "2026-11-01"}'
        ),
        "MESSAGE_STALE": bank.release(street.lien, "X-1", ON, created=now - 400),
    }
    for wanted, answer in refused.items():
        assert (answer.status_code, code(answer)) == (403, wanted)
    with street.looking() as session:
        assert session.scalar(select(func.count()).select_from(LenderMessage)) == 0
        assert session.scalars(select(Lien.released_on).where(Lien.id == street.lien)).one() is None


def test_what_the_rules_refuse_has_a_code_is_kept_and_changes_nothing(street: Street) -> None:
    later = (clock.now() + timedelta(days=9)).date().isoformat()
    refused = [
        (street.other, street.lien, "Y-1", ON, "LIEN_UNKNOWN"),  # another lender's claim
        (street.bank, uuid4(), "Y-2", ON, "LIEN_UNKNOWN"),
        (street.bank, street.lien, "Y-3", "2026-03-01", "LIEN_RELEASE_DATE"),
        (street.bank, street.lien, "Y-4", later, "LIEN_RELEASE_DATE"),
    ]
    for program, lien, number, on, wanted in refused:
        for _ in range(2):  # sent again it is answered alike
            answer = program.release(lien, number, on)
            assert (answer.status_code, code(answer)) == (409, wanted)
    chosen = select(LenderMessage.id, LenderMessage.number, LenderMessage.code).order_by(LenderMessage.number)
    with street.looking() as session:
        kept = [(row.number, row.code) for row in session.execute(chosen)]
        assert kept == [(number, wanted) for *_, number, _on, wanted in refused]
        assert session.scalars(select(Lien.released_on).where(Lien.id == street.lien)).one() is None


def test_a_signed_release_is_done_once_and_sends_the_title_to_paper(street: Street) -> None:
    with street.looking() as session:
        lien = a_claim(session, street.garage.vehicle, street.bank.participant)
        title = session.scalars(select(VehicleTitle.form)).all()
        session.commit()
    assert street.bank.release(street.lien, "R-1", ON).status_code == 201
    first = street.bank.release(lien, "R-2", ON)
    assert first.status_code == 201 and first.get_json() == {
        **{"number": "R-2", "lien_id": str(lien), "state": "done"},
    }
    assert street.bank.release(lien, "R-2", ON).get_json() == first.get_json()
    assert code(street.bank.release(lien, "R-2", "2026-11-01")) == "MESSAGE_NUMBER_USED"
    assert code(street.bank.release(lien, "R-3", ON)) == "LIEN_RELEASED"
    kinds = [row["kind"] for row in street.bank.get("/lender/notices").get_json()["notices"]]
    assert sorted(kinds) == ["recorded", "released", "released"]
    with street.looking() as session:
        row = session.scalars(select(Lien).where(Lien.id == lien)).one()
        assert (row.release_way, row.release_number, row.released_on) == (
            "electronic",
            "R-2",
            date(2026, 11, 2),
        )
        assert set(session.scalars(select(VehicleTitle.form))) == {PAPER} and set(title) <= {ELECTRONIC}
        acts = session.scalars(select(LedgerEntry.act).where(LedgerEntry.subjects.contains([lien]))).all()
        assert acts.count("lender.message_kept") == 2 and acts.count("lender.message_refused") == 1
        done = session.scalars(select(LenderMessage).where(LenderMessage.number == "R-2")).one()
        assert deal_with(session, done.id).state == "done"  # a second time changes nothing


def test_behind_its_token_a_lender_finds_nothing_else_in_any_register(street: Street) -> None:
    mine = {LenderNotice, LenderMessage, EltParticipant}
    with street.looking(street.other.participant) as session:
        seen = {
            mapper.class_.__tablename__
            for mapper in Base.registry.mappers
            if mapper.class_ not in mine
            and hasattr(mapper.class_, "id")
            and session.execute(select(mapper.class_.id).limit(1)).all()
        }
        # what everybody at an office may read: nothing about anybody
        assert seen <= {"area", "fund", "pack_version", "time_rule", "sealing_key"}
        assert session.execute(select(LenderNotice.id)).all() == []
        assert session.scalars(select(EltParticipant.name)).all() == ["Second Bank"]


def test_the_wall_alone_holds_a_lender_to_its_own_and_lets_it_deal_with_nothing(street: Street) -> None:
    with street.looking(street.other.participant) as session:
        raw = session.connection().connection.driver_connection
        for table in ("lien", "vehicle", "vehicle_title", "person", "lender_notice"):
            assert raw.execute(f"select count(*) from {table}").fetchone() == (0,), table
        session.rollback()
        row = session.scalars(select(LenderMessage)).first()
        assert row is not None and row.elt_id == street.other.participant
        row.state = "done"
        with pytest.raises(DBAPIError, match="deals with none"):
            session.flush()


@pytest.mark.parametrize(("method", "path", "permission"), FOR_LENDERS)
def test_a_members_token_opens_nothing_that_is_for_lenders(
    program, northport, method, path, permission
) -> None:
    member = program(northport, "supervisor", purpose="registry")
    assert member.call(method, path, json={}).status_code == 403


def test_a_lenders_token_opens_nothing_that_is_for_members(street: Street) -> None:
    for method, path, permission in OPERATIONS:
        more = {"json": {}} if method == "POST" else {}
        answer = street.bank.call(method, path, **more)
        assert answer.status_code in (401, 403), (path, permission)


def test_a_token_that_ended_opens_nothing(street: Street) -> None:
    late = make_lender_program(street.app, street.staff, street.other.participant)
    with clock.freeze(clock.now() + timedelta(days=31)):
        assert late.get("/lender/notices").status_code == 401
    assert late.get("/lender/notices").status_code == 200
    with street.app.app_context(), identity_session() as session:
        newest = lender_tokens(session, street.tenant.id, street.other.participant)[0]
        end_lender_token(session, street.staff, street.other.participant, newest.id)
        session.commit()
    assert late.get("/lender/notices").status_code == 401
    forged = {"Authorization": f"Bearer {street.bank.token[:-3]}AAA"}
    client = street.app.test_client()
    assert client.get(f"{ROOT}/lender/notices", base_url=BASE, headers=forged).status_code == 401
