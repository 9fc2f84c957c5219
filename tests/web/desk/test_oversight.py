"""The privacy officer sees who looked at whom; nobody else does, and nobody closes what is about themselves."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from casework.base.clock import now, today
from casework.models import LedgerEntry, Signal
from casework.store.registers import db
from tests.factories.tenants import TIMEZONE
from tests.web.desk.conftest import Port
from tests.web.desk.test_desk_pages import MOST

LOOKS = "/desk/looks"


@pytest.fixture(scope="module")
def opened(port: Port):
    """A case that the examiner read."""
    opened = port.opened(buyer_name="CNRY-looked-at Buyer")
    port.browser("title_examiner").get(f"/desk/cases/{opened.number}/")
    return opened


def a_signal(port: Port, title: str, kind: str = "night") -> Signal:
    office = port.office
    with port.app.app_context(), office.open(office.system("find_signals")) as session:
        chosen = select(LedgerEntry.id).where(LedgerEntry.actor_id == port.users[title].id)
        entries = list(session.scalars(chosen.limit(3)))
        at = now() - timedelta(days=1)
        row = Signal(kind=kind, actor_id=port.users[title].id, since=at, until=at, entries=entries, looks=3)
        session.add(row)
        session.commit()
        return row


def text(browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("title", ["title_clerk", "title_examiner", "supervisor"])
def test_whoever_does_not_watch_over_data_does_not_come_in(port, opened, title):
    here = port.browser(title)
    for path in ("/", "/entries", "/entries.csv", "/people"):
        assert here.get(LOOKS + path).status_code == 403


def test_entries_are_found_by_case_member_purpose_and_day_without_a_value_of_anybody(port, opened):
    here, examiner = port.browser("privacy_officer"), port.users["title_examiner"]
    day = today(TIMEZONE)
    for query in (
        f"case={opened.number}",
        f"member={examiner.id}&purpose=title_transfer",
        f"since={day - timedelta(days=1)}&until={day + timedelta(days=1)}",
    ):
        page = text(here, f"{LOOKS}/entries?{query}")
        assert "Title Examiner Of Northport" in page and "Read: Answers" in page
        assert "Buyer" in page and "buyer_name" not in page
        assert "CNRY" not in page
    assert "Read: Answers" not in text(here, f"{LOOKS}/entries?until=2001-01-01")
    assert here.get(f"{LOOKS}/entries?case=T-000-000-000").status_code == 404
    for junk in ("before=x", "before=2026-01-01.1", "member=x", "since=x", "person=" + "0" * 50):
        assert here.get(f"{LOOKS}/entries?{junk}").status_code == 200


def test_a_file_of_the_entries_is_on_the_ledger_itself(port, opened):
    here = port.browser("privacy_officer")
    answer = here.get(f"{LOOKS}/entries.csv?case={opened.number}")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert answer.mimetype == "text/csv" and {row["case"] for row in rows} >= {opened.number}
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)
    assert "Automatic processing" in text(here, f"{LOOKS}/entries?member=jobs")
    told = text(here, f"{LOOKS}/entries?member={port.users['privacy_officer'].id}")
    assert "Saved entries of the ledger as a file" in told


def test_a_signal_is_closed_with_a_reason_once_and_stays_told(port, opened):
    here, signal = port.browser("privacy_officer"), a_signal(port, "title_examiner")
    path = f"{LOOKS}/signals/{signal.id}"
    assert "Looked outside office hours" in text(here, f"{LOOKS}/")
    page = text(here, path)
    assert "Title Examiner Of Northport" in page and "Why this is a signal" in page
    assert here.post(path, {"reason": "short"}).status_code == 422
    assert here.post(path, {"reason": "On duty for the stock count."}).status_code == 303
    assert "stock count" in text(here, path)
    again = here.post(path, {"reason": "And once more for good."}, form="/account/")
    assert again.status_code == 409
    assert signal.id.hex[:8] not in text(here, f"{LOOKS}/?kind=fishing")
    assert "Looked at a signal" in text(here, f"{LOOKS}/entries")


def test_nobody_closes_a_signal_about_themself(port, opened):
    here = port.browser("privacy_officer")
    text(here, f"{LOOKS}/entries")
    signal = a_signal(port, "privacy_officer", "burst")
    path = f"{LOOKS}/signals/{signal.id}"
    assert "about your own looks" in text(here, path)
    assert here.post(path, {"reason": "It was only me, no harm."}, form="/account/").status_code == 409


def test_a_foreign_signal_is_not_there(port, vale, opened):
    signal = a_signal(vale, "title_examiner")
    assert port.browser("privacy_officer").get(f"{LOOKS}/signals/{signal.id}").status_code == 404


def test_each_page_needs_few_statements(port, opened):
    here, signal, seen = port.browser("privacy_officer"), a_signal(port, "cashier", "no_case"), []

    def note(conn, cursor, statement, *rest):
        if "set_config('app.viewer'" not in statement:
            seen.append(statement)

    with port.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for path in (
            "/",
            "/entries",
            f"/entries?case={opened.number}",
            f"/signals/{signal.id}",
            "/people?q=an",
        ):
            seen.clear()
            text(here, LOOKS + path)
            assert len(seen) <= MOST, (path, len(seen))
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_minimisation_report_proposes_the_very_lines_of_the_packs(port, vale, opened):
    page = text(vale.browser("privacy_officer"), f"{LOOKS}/less?days=90")
    unread, unused = page.split('id="unused"')
    assert "workflows/vehicle_transfer/workflow.toml" in unread and "- [fields.buyer_address]" in unread
    assert "tenants/motor_vehicle_agency/tenant.toml" in unused and "- cashier = [" in unused
    vale.browser("cashier").get("/desk/")
    here = port.browser("privacy_officer")
    assert "- [fields.buyer_address]" not in text(here, f"{LOOKS}/less").split('id="unused"')[0]
    assert here.get(f"{LOOKS}/less?days=7000").status_code == 200
