"""A draft is its holder's alone; sent once, it becomes the case, however often it is sent."""

import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.base import clock
from casework.base.errors import InvalidInput, NotFound
from casework.models import Case, Document, Draft, Upload
from casework.packs import Workflow, catalog
from casework.services.applicants.codes import DRAFT, subject_of
from casework.services.documents.add_upload import add_upload, remove_upload
from casework.services.documents.keep_file import Sent
from casework.services.drafts.begin_draft import begin_draft
from casework.services.drafts.discard_draft import discard_draft
from casework.services.drafts.find_draft import DraftView, find_draft
from casework.services.drafts.save_draft import save_draft
from casework.services.drafts.send_draft import send_draft
from casework.services.office import Office
from casework.services.tenants.find_tenant import find_tenant
from casework.store.identity import identity_session
from tests.factories.tenants import MadeTenant
from tests.services.documents.sample_files import GOOD

ANSWERS = {"subject": "name", "should_say": "CNRY-right", "name": "CNRY-name Ana", "email": "ana@example.org"}


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def office(context: None, northport: MadeTenant) -> Office:
    return office_at(northport)


def office_at(made: MadeTenant) -> Office:
    with identity_session() as session:
        tenant = find_tenant(session, tenant_id=made.id)
    assert tenant is not None
    return Office.of(tenant)


@pytest.fixture
def workflow() -> Workflow:
    return catalog().workflow("data_change")


@pytest.fixture
def begun(office: Office, workflow: Workflow) -> tuple[UUID, str]:
    draft = uuid4()
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        secret = begin_draft(session, workflow, language="vi")
        save_draft(session, ANSWERS, {"phone": {"": ["call \ud800 me"]}}, language="vi")
        session.commit()
    return draft, secret


def look(office: Office, workflow: Workflow, draft: UUID) -> DraftView | None:
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        return find_draft(session)


def test_a_draft_keeps_answers_and_what_was_typed(
    office: Office, workflow: Workflow, begun: tuple[UUID, str]
) -> None:
    found = look(office, workflow, begun[0])
    assert found is not None
    assert found.answers == ANSWERS
    assert found.typed == {"phone": {"": ["call \ud800 me"]}}
    assert found.reference.startswith("DR-")


def test_the_secret_opens_the_draft_of_this_tenant_and_nothing_else(
    office: Office, workflow: Workflow, begun: tuple[UUID, str], riverbend: MadeTenant
) -> None:
    draft, secret = begun
    with identity_session() as session:
        typed = secret.lower().replace("-", " ").replace("1", "l")
        assert subject_of(session, typed, DRAFT, tenant_id=office.tenant.id) == draft
        assert subject_of(session, secret, "case", tenant_id=office.tenant.id) is None
        assert subject_of(session, secret, DRAFT, tenant_id=riverbend.id) is None
    assert look(office, workflow, uuid4()) is None
    assert look(office_at(riverbend), workflow, draft) is None


def test_a_draft_expires_after_thirty_days(
    office: Office, workflow: Workflow, begun: tuple[UUID, str]
) -> None:
    with clock.freeze(clock.now() + timedelta(days=31)):
        assert look(office, workflow, begun[0]) is None


def test_sending_twice_gives_one_case_and_one_receipt(
    office: Office, workflow: Workflow, begun: tuple[UUID, str]
) -> None:
    draft, secret = begun
    receipts = []
    for _ in range(2):
        with office.open(office.applicant(draft, workflow.purpose)) as session:
            file = Sent("bill.pdf", io.BytesIO(GOOD["title.pdf"]))
            if not receipts:
                add_upload(session, workflow.field("evidence"), file)
            receipts.append(send_draft(session, secret, language="vi"))
            session.commit()
    assert receipts[0] == receipts[1]
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1
        assert find_draft(session) is None
        assert session.scalar(select(func.count()).select_from(Upload)) == 0
    with identity_session() as session:
        assert subject_of(session, receipts[0].code, "case", tenant_id=office.tenant.id) == draft


def test_files_of_a_class_the_sender_may_not_read_are_kept_for_the_office(
    office: Office, workflow: Workflow, begun: tuple[UUID, str]
) -> None:
    draft, secret = begun
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        add_upload(session, workflow.field("evidence"), Sent("bill.pdf", io.BytesIO(GOOD["title.pdf"])))
        send_draft(session, secret, language="en")
        session.commit()
    from tests.services.cases.conftest import colleague

    officer = office.member(colleague("privacy_officer"), workflow.purpose)
    with office.open(officer) as session:
        row = session.scalars(select(Document).where(Document.case_id == draft)).one()
        assert (row.label, row.name, row.scan, row.sender) == ("identity", "bill.pdf", "not_scanned", "them")


def test_wrong_answers_are_refused_by_field_and_the_draft_stays(office: Office, workflow: Workflow) -> None:
    draft = uuid4()
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        secret = begin_draft(session, workflow, language="en")
        save_draft(session, {**ANSWERS, "email": "no address"}, {}, language="en")
        session.commit()
    with office.open(office.applicant(draft, workflow.purpose)) as session, pytest.raises(InvalidInput) as no:
        send_draft(session, secret, language="en")
    assert list(no.value.errors) == ["email"]
    assert look(office, workflow, draft) is not None


def test_a_file_of_another_draft_can_not_be_removed(
    office: Office, workflow: Workflow, begun: tuple[UUID, str]
) -> None:
    with office.open(office.applicant(begun[0], workflow.purpose)) as session:
        upload = add_upload(
            session, workflow.field("evidence"), Sent("bill.pdf", io.BytesIO(GOOD["title.pdf"]))
        )
        session.commit()
    with office.open(office.applicant(uuid4(), workflow.purpose)) as session, pytest.raises(NotFound):
        remove_upload(session, str(upload))


def test_a_discarded_draft_is_gone_with_its_files(
    office: Office, workflow: Workflow, begun: tuple[UUID, str]
) -> None:
    with office.open(office.applicant(begun[0], workflow.purpose)) as session:
        add_upload(session, workflow.field("evidence"), Sent("bill.pdf", io.BytesIO(GOOD["title.pdf"])))
        assert len(discard_draft(session)) == 1
        session.commit()
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
