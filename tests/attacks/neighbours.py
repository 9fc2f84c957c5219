"""Two offices of a kind, each with one of everything that an address can name; every name is a canary of its office."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework.base.clock import today
from casework.base.ids import case_number
from casework.base.money import Money
from casework.domain.bank_account import read_account
from casework.domain.schedules import Schedule
from casework.models import (
    Appeal,
    Campaign,
    CarePlan,
    Case,
    CaseParty,
    CollectionAttempt,
    ContactPoint,
    FraudFlag,
    FundingGrant,
    GivingLevel,
    Hold,
    Instalment,
    PlateAssignment,
)
from casework.models.identity import ApiToken, User
from casework.packs import Field, Purpose, Workflow, catalog
from casework.packs.examples import examples
from casework.services.batches.batches import NewBatch, NewLine, add_line, open_batch
from casework.services.cases.open_case import open_case
from casework.services.demo.gifts import add_funds
from casework.services.documents.add_document import add_document
from casework.services.documents.keep_file import Sent
from casework.services.donors.funds import fund_by_code
from casework.services.donors.issue_receipt import issue_receipt
from casework.services.donors.record_gift import NewGift, record_gift
from casework.services.off_case import NOT_FOR_READING
from casework.services.office import TRIAGE, Office, office_by_id
from casework.services.people.register_person import NewPerson, register_person
from casework.services.pledges.accounts import correct_account
from casework.services.pledges.bank_orders import make_orders
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.services.pledges.mandates import make_mandates
from casework.services.staff.sign_in import open_session
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import enter_first_owners
from casework.settings import Database
from casework.store.identity import identity_session
from casework.store.session import ViewerSession
from tests.api.programs import make_program
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.services.documents.sample_files import picture
from tests.services.vehicles.scene import a_vehicle

CHANGE = "data_change"
BOUGHT, DAY = date(2020, 5, 1), "2026-03-02"
Ids = dict[str, object]


@dataclass
class Neighbour:
    """An office: a cookie for each of its titles, and the ids of what it holds, by the names they have in addresses."""

    app: Flask
    tenant: MadeTenant
    canary: str
    cookies: dict[str, str] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    ids: Ids = field(default_factory=dict)

    @cached_property
    def office(self) -> Office:
        """The office with its kind."""
        with self.app.app_context():
            return office_by_id(self.tenant.id)

    @contextmanager
    def records(self) -> Iterator[ViewerSession]:
        """A session that opens everything, as the loader of sample data has it."""
        office = self.office
        with self.app.app_context(), office.open(office.system("load_demo")) as session:
            yield session


def make_neighbour(app: Flask, database: Database, kind: str, name: str) -> Neighbour:
    """An office of this kind with people at its desks, cases, papers and whatever registers the kind keeps."""
    tenant = make_tenant(database, name, kind=kind)
    here = Neighbour(app, tenant, f"CNRY-{tenant.slug}")
    for title in catalog().kind(kind).titles:
        made = make_user(database, tenant, title, name=f"{here.canary} {title}")
        here.users[title] = made
        with app.app_context(), identity_session() as session:
            user = session.get(User, (tenant.id, made.id))
            assert user is not None
            here.cookies[title] = open_session(session, user)
            session.commit()
    _open_cases(here)
    _fill_registers(here, kind)
    _name_members(here, database)
    return here


def any_facts(purpose: Purpose) -> dict[str, str]:
    """Facts that the law wants with a purpose: any will do here, the purposes have tests of their own."""
    return {fact.name: _any_fact(fact) for fact in purpose.requires}


def typed_facts(purpose: Purpose) -> dict[str, str]:
    """The same as they are typed into boxes."""
    boxes = {}
    for name, value in any_facts(purpose).items():
        day = value.split("-") if value == DAY else ()
        boxes |= {f"{name}-{part}": one for part, one in zip(("year", "month", "day"), day, strict=False)}
        boxes |= {} if day else {name: value}
    return boxes


def _any_fact(fact: Field) -> str:
    if fact.kind == "date":
        return DAY
    return fact.options[0].value if fact.options else "Letter R-2026-14 of the county"


def sees_some(office: Neighbour, title: str, purpose: str) -> bool:
    """Whether the title is shown cases of its own or its units only: one of nobody is not there for it."""
    kind = office.office.kind
    scopes = [kind.purposes[code].scopes for code in (purpose, TRIAGE)]
    duties = kind.duties_of((title,))
    return any(all(said.get(duty, "all") != "all" for duty in duties) for said in scopes)


def never(office: Neighbour) -> Ids:
    """Ids of the same make that nothing has or ever had."""
    made: Ids = {name: uuid.uuid4() for name, held in office.ids.items() if isinstance(held, uuid.UUID)}
    prefix = str(office.ids["number"]).split("-", maxsplit=1)[0]
    nothing = dict.fromkeys(("flow", "code"), "nothing")
    return (
        office.ids
        | made
        | nothing
        | {
            "number": case_number(prefix),
            "change": case_number("D"),
            "text": "7NVR777",
        }
    )


def _open_cases(here: Neighbour) -> None:
    offered = catalog().offered(here.tenant.kind)
    main = next(flow for flow in offered if flow.name != CHANGE)
    number, party = _open(here, main)
    change, _ = _open(here, catalog().workflow(CHANGE))
    here.ids |= {"number": number, "party_id": party, "change": change, "name": main.moves[0].name}
    here.ids |= {"flow": main.name, "code": _purpose(here)}
    office = here.office
    handler = next(
        user for title, user in here.users.items() if "handler" in office.kind.titles[title].duties
    )
    viewer = office.member(Member(handler.id, handler.titles), catalog().workflow(CHANGE).purpose)
    with here.app.app_context(), office.open(viewer) as session:
        case = session.scalars(select(Case).where(Case.number == change)).one()
        sent = Sent(f"{here.canary}.jpg", BytesIO(picture()))
        here.ids["document"] = add_document(
            session, case.id, catalog().workflow(CHANGE), field="evidence", sent=sent
        )
        session.commit()


def _purpose(here: Neighbour) -> str:
    """A purpose for which registers are read outside a case."""
    known = here.office.kind.purposes.items()
    return next(code for code, purpose in known if purpose.off_case and code not in NOT_FOR_READING)


@dataclass(frozen=True)
class Member:
    """A member of staff, as a viewer is made from one."""

    id: uuid.UUID
    titles: tuple[str, ...]
    units: frozenset[uuid.UUID] = frozenset()


def _open(here: Neighbour, workflow: Workflow) -> tuple[str, uuid.UUID]:
    """A case on the pack's first English example, its parties named by the canary: its number and its first party."""
    example = next(one for one in examples(workflow.name) if one.lang == "en")
    files = {name: [str(uuid.uuid4())] for name in example.files}
    names = {party.name: f"{here.canary} {party.name}" for party in workflow.parties}
    answers = {name: names.get(name, value) for name, value in example.answers.items()}
    office, draft = here.office, uuid.uuid4()
    with here.app.app_context(), office.open(office.applicant(draft, workflow.purpose)) as session:
        opened = open_case(
            session, workflow, {**answers, **files}, language="en", channel="web", case_id=draft
        )
        session.commit()
    with here.records() as session:
        party = session.scalars(select(CaseParty.id).where(CaseParty.case_id == opened.case_id)).first()
    assert party is not None
    return opened.number, party


def _fill_registers(here: Neighbour, kind: str) -> None:
    with here.records() as session:
        contacts = (("email", f"{here.canary.lower()}@example.org"),)
        person = register_person(session, NewPerson(f"{here.canary} Owner", contacts=contacts)).id
        here.ids["person_id"] = person
        held = session.scalars(select(ContactPoint.id).where(ContactPoint.person_id == person)).one()
        here.ids["contact_id"] = held
        if catalog().kind(kind).plates:
            _own_a_car(here, session, person)
        if catalog().kind(kind).funds:
            add_funds(session)
            fund = fund_by_code(session, "general").id
            gift = record_gift(session, NewGift(person, fund, date(2026, 3, 2), Money(25_000, "USD")))
            here.ids |= {"gift_id": gift.id, "receipt_id": issue_receipt(session, gift.id).id}
            _promise(here, session, person, fund)
            _ask(here, session, person)
        session.commit()


def _ask(here: Neighbour, session: ViewerSession, donor: uuid.UUID) -> None:
    """A campaign with an appeal by post; a grant, a level and a plan."""
    campaign = Campaign(id=uuid.uuid4(), name=here.canary, starts_on=BOUGHT)
    named = {"code": here.canary[:20].upper(), "name": here.canary, "channel": "post", "segment": here.canary}
    appeal = Appeal(
        id=uuid.uuid4(), campaign_id=campaign.id, rule={"all": []}, left_out={}, words={}, **named
    )
    session.add(campaign)
    session.flush()
    session.add(appeal)
    session.flush()
    grant = FundingGrant(id=uuid.uuid4(), funder_id=donor, title=here.canary, stage="idea")
    level = GivingLevel(id=uuid.uuid4(), code="known", name=here.canary, minimum=100, valid_from=BOUGHT)
    plan = CarePlan(id=uuid.uuid4(), name=here.canary, steps=[{"what": here.canary, "after": 1}])
    session.add_all([grant, level, plan])
    session.flush()
    here.ids |= {"campaign_id": campaign.id, "appeal_id": appeal.id}
    here.ids |= {"grant_id": grant.id, "level_id": level.id, "plan_id": plan.id}


def _promise(here: Neighbour, session: ViewerSession, donor: uuid.UUID, fund: uuid.UUID) -> None:
    """A pledge by bank with the file of what is due and of its new account, and a batch of gifts."""
    begun, ten = today(here.office.tenant.timezone), Money(1_000, "USD")
    monthly = Schedule("month", 1, begun.day, begun)
    promised = NewPledge(donor, fund, ten, monthly, "bank", None, "MND-2026-0001")
    here.ids["pledge_id"] = make_pledge(session, promised).id
    batch = here.ids["batch_id"] = open_batch(session, NewBatch(3, ten, fund, begun)).id
    here.ids["batch_line"] = add_line(session, batch, NewLine(donor, ten)).id
    here.ids["file_id"] = make_orders(session)[0].id
    correct_account(session, here.ids["pledge_id"], read_account("1234567890", "999999992"), reason="x")
    here.ids["told_id"] = make_mandates(session)
    held = session.scalars(select(CollectionAttempt)).one()
    held.code, held.told_amount, held.told_id = "other_amount", 2_000, here.canary
    here.ids["attempt_id"] = held.id
    parts = select(Instalment.id).where(Instalment.pledge_id == here.ids["pledge_id"])
    here.ids["pledge_part"] = session.scalars(parts.order_by(Instalment.due_on)).first()


def _own_a_car(here: Neighbour, session: ViewerSession, owner: uuid.UUID) -> None:
    vehicle = a_vehicle(session, here.tenant.id + 20_000)
    enter_first_owners(session, vehicle, [owner], since=BOUGHT)
    plate = f"7RST{here.tenant.id % 1000:03d}"
    issue = issue_plate(session, plate, "standard", on=BOUGHT)
    since = midnight(BOUGHT, "America/Los_Angeles")
    assign_plate(session, issue.id, vehicle.id, registrant=owner, since=since)
    row = session.scalars(select(PlateAssignment.id)).one()
    flag = FraudFlag(id=uuid.uuid4(), kind="same_vin", subject_id=vehicle.id, evidence=[])
    flag.vehicles, flag.people, flag.involved = [vehicle.id], [owner], []
    session.add(flag)
    here.ids["flag"] = flag.id
    hold = Hold(
        id=uuid.uuid4(), vehicle_id=vehicle.id, code="COURT", placed_by=here.canary, reason=here.canary
    )
    session.add(hold)
    here.ids["hold_id"] = hold.id
    here.ids |= {"vehicle_id": vehicle.id, "mark_id": issue.mark_id, "row_id": row, "text": plate}
    here.ids |= {"event": "lost", "place": "front"}


def _name_members(here: Neighbour, database: Database) -> None:
    """Somebody whom nobody needs to be, and a token of the administrator."""
    victim = make_user(database, here.tenant, "privacy_officer", name=f"{here.canary} Spare")
    make_program(here.app, here.users["administrator"], "administration", ())
    with here.app.app_context(), identity_session() as session:
        token = session.scalars(select(ApiToken.id).where(ApiToken.tenant_id == here.tenant.id)).one()
    here.ids |= {"user_id": victim.id, "token_id": token}
