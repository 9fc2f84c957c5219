"""The worker seals what is entered, goes on after faults, and mails each office's head to those who watch."""

import dataclasses
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from casework.base import clock
from casework.base.errors import SettingError
from casework.jobs import mail_anchors, seal_ledgers
from casework.jobs.seal_ledgers import sealing
from casework.services.installation.verify_ledgers import verify_ledgers
from casework.settings import Database, Settings
from casework.store.anchors import AnchorFile
from casework.store.ledger_key import make_signing_key
from casework.store.ledger_seal import Sealer
from casework.store.queue import enqueue
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.jobs.test_mail import mails, words
from tests.rig import Cluster
from tests.store.ledgers import Sealed, sealed_office
from tests.working import work_off


def wait_for(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def office(
    cluster: Cluster, fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Sealed:
    monkeypatch.setattr(seal_ledgers, "EVERY", 0.05)
    monkeypatch.setattr(seal_ledgers, "AFTER_A_FAULT", 0.05)
    return sealed_office(cluster, fresh_database, tmp_path / "data")


def test_what_is_entered_is_sealed_soon_and_anchored_when_the_worker_stops(office: Sealed) -> None:
    with sealing(office.settings):
        for act in ("a", "b"):
            office.enter(act)
            wait_for(lambda: office.verify().unsealed == 0)
    last = AnchorFile(office.settings.anchors_dir)
    last.refresh()
    line = last.last(office.office.id)
    assert (office.verify().seals, line and line["seal"]) == (2, 2)


def test_a_lost_connection_and_a_missing_key_are_told_and_got_over(
    office: Sealed, caplog: pytest.LogCaptureFixture
) -> None:
    (key,) = office.settings.keys_dir.glob("ledger-*.pem")
    key.unlink()
    with sealing(office.settings):
        office.enter("a")
        wait_for(lambda: "signs the ledger is missing" in caplog.text)
        make_signing_key(office.settings.keys_dir)
        wait_for(lambda: office.verify().unsealed == 0)
        with office.superuser() as conn:
            conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'casework-sealer' and datname = current_database()"
            )
        office.enter("b")
        wait_for(lambda: office.verify().unsealed == 0)
    assert [one.wrong for one in verify_ledgers(office.settings)] == [""]


def test_a_ledger_that_is_behind_its_anchors_is_told_once_and_left_alone(
    office: Sealed, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes, run = [], Sealer.run
    monkeypatch.setattr(Sealer, "run", lambda self, **how: passes.append(1) or run(self, **how))
    line = {
        "tenant": office.office.id,
        "seal": 7,
        "entries": 70,
        "head": "00" * 32,
        "at": "2026-05-04T00:00:00Z",
    }
    AnchorFile(office.settings.anchors_dir).add([line])
    office.enter("a")
    with sealing(office.settings):
        wait_for(lambda: len(passes) > 3)
    assert caplog.text.count("seal 7 is anchored") == 1
    assert office.verify().unsealed == 1


def anchored(app: Flask, tenant: MadeTenant) -> dict[str, object]:
    settings: Settings = app.extensions["casework.settings"]
    line = {"tenant": tenant.id, "seal": 7, "entries": 70, "head": "CNRY" * 16, "at": "2026-05-04T00:00:00Z"}
    AnchorFile(settings.anchors_dir).add([line])
    return line


def put(database: Database, tenant: MadeTenant) -> None:
    engine = create_engine(database.worker)
    with engine.begin() as conn:
        enqueue(conn, mail_anchors.TASK, tenant=tenant.id)
    engine.dispose()


def test_privacy_officers_get_the_head_of_their_own_office(
    app: Flask, settings: Settings, database: Database
) -> None:
    here, there = make_tenant(database), make_tenant(database)
    line = anchored(app, here)
    officer, clerk, other = (
        make_user(database, here, "privacy_officer"),
        make_user(database, here, "clerk"),
        make_user(database, there, "privacy_officer"),
    )
    put(database, here)
    put(database, there)
    work_off(app, settings)
    (mail,) = mails(app, officer.email)
    assert str(line["head"]) in words(mail)
    assert "entry 70" in words(mail)
    assert (mails(app, clerk.email), mails(app, other.email)) == ([], [])


def test_they_are_mailed_as_often_as_the_setting_says() -> None:
    monday, tuesday = datetime(2026, 5, 4, 12, tzinfo=UTC), datetime(2026, 5, 5, 12, tzinfo=UTC)
    for day, wanted in ((monday, ["daily", "weekly"]), (tuesday, ["daily"])):
        with clock.freeze(day):
            assert [how for how in ("daily", "weekly", "never") if mail_anchors._wanted(how, "UTC")] == wanted


def test_the_setting_is_one_of_three(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="daily, weekly, never"):
        Settings.load({"CASEWORK_DATA": str(tmp_path), "CASEWORK_ANCHOR_MAIL": "hourly"})
    assert dataclasses.replace(settings).anchor_mail == "daily"
