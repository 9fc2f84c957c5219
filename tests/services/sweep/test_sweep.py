"""What expired goes, what is in use stays, at this tenant and no other."""

import io
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.base import clock
from casework.models import Document, Draft, IdempotencyKey, Upload
from casework.models.identity import OneTimeLink, TrackingCode
from casework.packs import Workflow, catalog
from casework.services.documents import scan_waiting as waiting
from casework.services.documents.add_upload import add_upload
from casework.services.documents.keep_file import Sent
from casework.services.drafts.begin_draft import begin_draft
from casework.services.drafts.save_draft import save_draft
from casework.services.drafts.send_draft import send_draft
from casework.services.office import Office
from casework.services.staff.links import make_link
from casework.services.sweep.sweep_tenant import sweep_files, sweep_tenant
from casework.settings import Settings
from casework.store.files import file_store
from casework.store.identity import identity_session
from casework.store.registers import Base
from tests.factories.tenants import MadeTenant
from tests.services.documents.sample_files import GOOD
from tests.services.drafts.test_drafts import ANSWERS, office_at

DAY = timedelta(days=1)


@pytest.fixture
def office(app: Flask, northport: MadeTenant) -> Iterator[Office]:
    with app.app_context():
        yield office_at(northport)


@pytest.fixture
def workflow() -> Workflow:
    return catalog().workflow("data_change")


def begun(office: Office, workflow: Workflow, *, sent: bool) -> UUID:
    draft = uuid4()
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        secret = begin_draft(session, workflow, language="en")
        save_draft(session, ANSWERS, {}, language="en")
        add_upload(session, workflow.field("evidence"), Sent("bill.pdf", io.BytesIO(GOOD["title.pdf"])))
        if sent:
            send_draft(session, secret, language="en")
        session.commit()
    return draft


def sweep(office: Office) -> int:
    with office.open(office.system("sweep")) as session:
        sweep_tenant(session)
        session.commit()
        gone = sweep_files(session)
        session.commit()
    return gone


def age(office: Office, *, hours: float) -> None:
    """Make every file of the tenant so old."""
    folder: Path = file_store().root / str(office.tenant.id)
    then = clock.now().timestamp() - hours * 3600
    for file in folder.iterdir():
        os.utime(file, (then, then))


def test_an_expired_draft_goes_with_its_files_and_a_sent_one_keeps_them(
    office: Office, workflow: Workflow
) -> None:
    begun(office, workflow, sent=False)
    case = begun(office, workflow, sent=True)
    age(office, hours=2)
    with clock.freeze(clock.now() + 31 * DAY):
        assert sweep(office) >= 1
    with office.open(office.system("scan_files")) as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert session.scalar(select(func.count()).select_from(Upload)) == 0
        name = session.scalars(select(Document).where(Document.case_id == case)).one().store_name
    assert file_store().path(office.tenant.id, name).is_file()


def test_a_young_file_without_a_row_is_left_alone_and_an_old_one_goes(office: Office) -> None:
    young = file_store().keep(office.tenant.id, b"just being sent")
    sweep(office)
    assert file_store().path(office.tenant.id, young.name).is_file()
    age(office, hours=2)
    assert sweep(office) >= 1
    assert young.name not in list(file_store().names(office.tenant.id))


def test_another_tenants_files_are_not_touched(office: Office, riverbend: MadeTenant) -> None:
    theirs = file_store().keep(riverbend.id, b"theirs")
    age(office_at(riverbend), hours=5)
    sweep(office)
    assert file_store().path(riverbend.id, theirs.name).is_file()


def test_old_links_codes_and_kept_answers_go(office: Office, workflow: Workflow) -> None:
    tenant = office.tenant.id
    draft = begun(office, workflow, sent=False)
    with identity_session() as identity:
        make_link(identity, "draft", tenant_id=tenant, subject=draft)
        identity.commit()
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        session.add(IdempotencyKey(holder=str(draft), key="k", request_hash=b"h", answer={}))
        session.commit()
    with clock.freeze(clock.now() + 90 * DAY):
        sweep(office)
    with identity_session() as identity:
        links = identity.scalar(select(func.count()).where(OneTimeLink.subject_id == draft))
        codes = identity.scalar(select(func.count()).where(TrackingCode.subject_id == draft))
        assert (links, codes) == (0, 0)
    with office.open(office.system("sweep")) as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0


def test_every_register_that_names_files_is_known_to_the_sweep(settings: Settings) -> None:
    asked = "select pg_get_functiondef('public.stored_files'::regproc)"
    with psycopg.connect(settings.database.owner.replace("+psycopg", "")) as owner:
        listed = owner.execute(asked).fetchone()[0]
    naming = {table.name for table in Base.metadata.tables.values() if "store_name" in table.columns}
    assert naming == set(re.findall(r"from public\.(\w+) \w+ where", listed))


def test_files_that_waited_for_the_scanner_get_their_verdict(
    office: Office, workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = begun(office, workflow, sent=True)
    with office.open(office.system("scan_files")) as session:
        row = session.scalars(select(Document).where(Document.case_id == case)).one()
        row.scan = "waiting"
        session.commit()
    monkeypatch.setattr(waiting, "scan_file", lambda *_: "infected")
    with office.open(office.system("scan_files")) as session:
        assert waiting.scan_waiting(session) == 1
        session.commit()
        row = session.scalars(select(Document).where(Document.case_id == case)).one()
        assert row.scan == "infected"
