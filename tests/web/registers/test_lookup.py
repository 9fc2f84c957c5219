"""Looking up for others: under a declared use, on the day of the event, given or refused on record, with evidence."""

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from casework.base.clock import freeze, now, today
from casework.models import Consent, DisclosureProof, LedgerEntry, OutwardDisclosure
from casework.services.lookup.end_disclosures import end_disclosures
from casework.services.office import office_by_id
from casework.services.people.identifiers import add_identifier
from casework.web.oversight.field_words import told_facts
from tests.factories.tenants import TIMEZONE
from tests.services.documents.sample_files import picture
from tests.web.registers.conftest import Place, make_place, with_vehicle
from tests.web.registers.test_purposes import B7

LOOKUP, GIVEN, USES = "/desk/lookup/", "/desk/looks/given", "/desk/looks/uses"
EVENT = {"event-day": "4", "event-month": "6", "event-year": "2023"}
ASKED = {"plate": "8abc 123", **EVENT}
WHO = {"recipient": "Harbor Towing, 4 Pier Road", "reference": "TOW-2026-118"}
B4 = {"court": "Superior Court", "docket": "24-CV-118", "requester": "Lane and Poe LLP"}
B4 |= {name.replace("event", "event_on"): value for name, value in EVENT.items()}
SIGNED = {"signed-day": "2", "signed-month": "3", "signed-year": "2026"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


def asked(here, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in (ASKED | more).items())
    answer = here.get(f"{LOOKUP}?{query}")
    assert answer.status_code == 200
    return text(answer)


def under(at: Place, title: str, use: str, /, **facts: str):
    here = at.browser(title)
    at.declare(here, use, **facts)
    return here


def test_without_a_use_nobody_looks_up_and_a_purpose_without_facts_is_none(port):
    here = port.browser("title_clerk")
    assert "/desk/purpose/" in here.get(LOOKUP).location
    port.declare(here, "registry")
    assert "/desk/purpose/" in here.get(LOOKUP).location
    for title in ("cashier", "privacy_officer"):
        assert port.browser(title).get(LOOKUP).status_code == 403


def test_the_answer_is_of_the_day_of_the_event_and_as_narrow_as_the_use(port):
    page = asked(under(port, "title_clerk", "b7", **B7))
    assert port.owner in page and "2020 Honda Accord" in page
    assert "This use does not open:" in page and "Birth date" in page and "driver license" not in page
    wide = asked(under(port, "supervisor", "b4", **B4))
    assert "29 Feb 1980" in wide and "driver license" in wide and "This use does not open" not in wide
    here = under(port, "title_clerk", "b7", **B7)
    assert port.owner not in asked(here, **{"event-year": "2019"})
    assert "not in the future" in asked(here, **{"event-year": "2031"})
    assert "Enter the day of the event" in asked(here, **{"event-year": ""})


def test_a_giving_names_recipient_use_limit_and_five_years_and_an_auditor_gets_it_all(port):
    here = under(port, "title_clerk", "b7", **B7)
    form = {**ASKED, **WHO, "fields": ["name", "address"], "told": "yes"}
    paper = {"file": (io.BytesIO(picture()), "request.jpg")}
    answer = here.post(f"{LOOKUP}give", {**form, **paper}, form=LOOKUP)
    page = text(answer)
    assert answer.status_code == 200 and port.owner in page and "Limit on passing it on" in page
    number = re.search(r"L-\d{4}-\d{6}", page)[0]
    with port.records() as session:
        row = session.scalars(select(OutwardDisclosure).where(OutwardDisclosure.number == number)).one()
        assert (row.result, row.use, row.fields) == ("given", "b7", ["name", "address"])
        assert row.people == [port.ids["owner"]] and row.declared["place"] == "Pier 4, Northport"
        assert row.keep_until.year == row.decided_at.year + 5
        assert "five years" in row.limits
    officer = port.browser("privacy_officer")
    assert number in text(officer.get(f"{GIVEN}?result=given"))
    shown = text(officer.get(f"{GIVEN}/{row.id}"))
    assert (
        port.owner in shown
        and "Harbor Towing" in shown
        and "request.jpg" in shown
        and "plate_mark" not in shown
    )
    for path in (f"{GIVEN}/{row.id}/evidence.zip", f"{GIVEN}/evidence.zip?result=given"):
        archive = zipfile.ZipFile(io.BytesIO(officer.get(path).get_data()))
        assert archive.testzip() is None
        summary = archive.read("summary.html").decode()
        assert port.owner in summary and "Pier 4, Northport" in summary and number in summary
        entries = list(csv.DictReader(io.StringIO(archive.read("ledger.csv").decode())))
        acts = [entry["act"] for entry in entries]
        assert "purpose.declared" in acts and "outward.given" in acts and "disclosed" in acts
        (told,) = [
            row
            for one in json.loads(archive.read("lookups.json"))
            for row in one["decisions"]
            if row["number"] == number
        ]
        assert told["recipient"] == WHO["recipient"]
        assert any(name.startswith(f"documents/{number}/") for name in archive.namelist())
        assert len(archive.read("SHA256SUMS").splitlines()) == len(archive.namelist()) - 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"fields": ["name", "numbers"]}, "of what this use opens"),
        ({"fields": []}, "of what this use opens"),
        ({"told": ""}, "tick that you did"),
        ({"recipient": "x"}, "Enter who asks"),
        ({"event-year": "2019"}, "nobody to be told about"),
    ],
)
def test_nothing_is_given_that_the_use_does_not_open_or_on_half_a_record(port, wrong, said):
    here = under(port, "title_clerk", "b7", **B7)
    before = count(port)
    form = {**ASKED, **WHO, "fields": ["name"], "told": "yes", **wrong}
    answer = here.post(f"{LOOKUP}give", form, form=LOOKUP)
    assert answer.status_code == 422 and said in text(answer)
    assert count(port) == before


def count(place: Place) -> int:
    with place.records() as session:
        return len(session.scalars(select(OutwardDisclosure.id)).all())


def test_a_refusal_is_on_record_with_its_reason_and_nobodys_name(port):
    here = under(port, "title_clerk", "b7", **B7)
    form = {**ASKED, **WHO, "code": "no_proof", "words": "The tow record bears another plate."}
    assert here.post(f"{LOOKUP}refuse", {**form, "words": "no"}, form=LOOKUP).status_code == 422
    page = text(here.post(f"{LOOKUP}refuse", form, form=LOOKUP))
    assert "Refused, on record" in page and port.owner not in page
    with port.records() as session:
        row = session.scalars(select(OutwardDisclosure).where(OutwardDisclosure.result == "refused")).one()
        assert row.people == [] and row.fields == [] and "another plate" in (row.reason or "")


def consent(place: Place, here, **more) -> str:
    path = f"/desk/consents/{place.ids['owner']}"
    told = {"uses": ["b13"], "given_to": "Bayline Insurance", "form": "written", **SIGNED}
    answer = here.post(path, {**told, **more}, form=path)
    assert answer.status_code == 303, text(answer)[:800]
    return re.findall(r"C-\d{4}-\d{6}", text(here.get(path)))[0]


def declared_by(here, number: str):
    facts = {"consent": number, "requester": "Bayline Insurance"}
    facts |= {f"consent_on-{part}": SIGNED[f"signed-{part}"] for part in ("day", "month", "year")}
    return here.post("/desk/purpose/b13", facts, form="/desk/purpose/b13")


def test_under_consent_only_who_agreed_is_there_and_highly_restricted_data_only_by_name(app, database):
    place = with_vehicle(make_place(app, database, "Northbay"))
    with place.records() as session:
        add_identifier(session, place.ids["owner"], "driver_licence", "E4000002")
    here = place.browser("supervisor")
    refused = declared_by(here, "C-2026-000001")
    assert refused.status_code == 403 and "CONSENT_UNKNOWN" in text(refused)
    number = consent(place, here)
    assert declared_by(here, number).status_code == 303
    page = asked(here)
    assert place.owner in page and "driver license" not in page
    assert here.get(f"/desk/people/{place.ids['other']}").status_code == 404
    consent(place, here, restricted="yes", form="electronic")
    assert "driver license" in asked(here)
    path = f"/desk/consents/{place.ids['owner']}"
    for one in set(re.findall(rf"{path}/[0-9a-f-]+/withdraw", text(here.get(path)))):
        assert here.post(one, {}, form=path).status_code == 303
    late = here.get(LOOKUP)  # declared while it held, and refused from the withdrawal on
    assert late.status_code == 403 and "CONSENT_WITHDRAWN" in text(late) and place.owner not in text(late)
    assert "CONSENT_WITHDRAWN" in text(declared_by(here, number))
    assert codes(place) == ["CONSENT_UNKNOWN", "CONSENT_WITHDRAWN", "CONSENT_WITHDRAWN"]


def codes(place: Place) -> list[str]:
    """What the ledger says of uses that opened nothing."""
    with place.records() as session:
        chosen = select(LedgerEntry).where(LedgerEntry.act == "purpose.refused").order_by(LedgerEntry.id)
        return [json.loads(row.detail)["code"] for row in session.scalars(chosen)]


def test_a_consent_ends_on_its_day_and_never_changes(port):
    here = port.browser("supervisor")
    later = today(TIMEZONE) + timedelta(days=30)
    until = {"until-day": str(later.day), "until-month": str(later.month), "until-year": str(later.year)}
    number = consent(port, here, **until)
    assert declared_by(here, number).status_code == 303
    with freeze(now() + timedelta(days=32)):
        again = port.browser("supervisor")
        assert "CONSENT_ENDED" in text(declared_by(again, number))
        ended = text(again.get(f"/desk/consents/{port.ids['owner']}"))
        assert "Ended" in ended and "/withdraw" not in ended
        port.declare(again, "b4", **B4)  # the person's own page has them too, with their ends
        person = text(again.get(f"/desk/people/{port.ids['owner']}"))
        assert number in person and "Ended" in person
    with port.records() as session, pytest.raises(IntegrityError, match="never changed"):
        session.execute(update(Consent).where(Consent.number == number).values(given_to="Somebody else"))


def test_whoever_only_reads_under_a_use_is_evidence_too(port):
    here = under(port, "supervisor", "b4", **B4)
    assert port.owner in text(here.get(f"/desk/vehicles/{port.ids['vehicle']}"))
    officer = port.browser("privacy_officer")
    shown = text(officer.get(f"{USES}?use=b4"))
    assert "24-CV-118" in shown and "Only read" in shown and "Harbor Towing" not in shown
    one = re.search(rf"{USES}/(\d+)", shown)[0]
    told = text(officer.get(one))
    assert port.owner in told and "Lane and Poe LLP" in told and "supervisor of Southbay" in told
    assert "4 Jun 2023" in told and "2023-06-04" not in told and "event_on" not in told
    assert "Name" in told and "VIN" in told and "birth_date" not in told
    for path in (f"{one}/evidence.zip", f"{USES}/evidence.zip?use=b4"):
        archive = zipfile.ZipFile(io.BytesIO(officer.get(path).get_data()))
        (found, *_more) = json.loads(archive.read("lookups.json"))
        assert (found["use"], found["facts"]["docket"], found["decisions"]) == ("b4", "24-CV-118", [])
        assert str(port.ids["owner"]) in found["subjects"] and "name" in found["read_fields"]
        assert port.owner in archive.read("summary.html").decode()
    assert "24-CV-118" not in text(officer.get(f"{USES}?use=b4&until=2020-01-01"))
    assert here.get(USES).status_code == 403
    assert officer.get(f"{USES}/99999999").status_code == 404


def test_what_was_declared_is_told_by_the_words_of_the_pack(port):
    said = {"event_on": "2023-06-04", "agency": "", "incident": None, "elsewhere": "as it stands"}
    with port.app.test_request_context(f"/t/{port.tenant.slug}/"):
        port.app.preprocess_request()
        assert told_facts("b1", said) == [
            ("Day of the event", "4 Jun 2023"),
            ("Agency", "–"),
            ("Case or incident number", "–"),
            ("elsewhere", "as it stands"),
        ]


def test_a_record_is_destroyed_with_its_papers_once_its_time_is_over(port):
    with port.records() as session:
        mine = {"use": "b7", "declared": {}, "people": [], "fields": [], "limits": "", "their_ref": "T-1"}
        for number, until in (("L-2001-000001", date(2006, 1, 1)), ("L-2001-000002", date(2090, 1, 1))):
            row = OutwardDisclosure(
                **{"id": uuid4(), "number": number, "result": "given", "declaration": uuid4(), **mine},
                **{"event_on": date(2001, 1, 1), "recipient": "CNRY Towing", "keep_until": until},
            )
            session.add(row)
            session.flush()
            session.add(
                DisclosureProof(
                    **{"disclosure_id": row.id, "name": "a.pdf", "media_type": "application/pdf", "size": 1},
                    **{"sha256": b"0" * 32, "store_name": uuid4().hex, "scan": "clean"},
                )
            )
        before = set(session.scalars(select(OutwardDisclosure.number)))
        with pytest.raises(ProgrammingError, match="only the daily job"), session.begin_nested():
            session.scalar(select(func.disclosures_end()))
    with port.app.app_context():
        office = office_by_id(port.tenant.id)
        with office.open(office.system("end_disclosures")) as session:
            assert (end_disclosures(session), end_disclosures(session)) == (1, 0)
            session.commit()
    with port.records() as session:
        assert before - set(session.scalars(select(OutwardDisclosure.number))) == {"L-2001-000001"}
        assert (
            session.scalar(
                select(func.count()).select_from(DisclosureProof).where(DisclosureProof.name == "a.pdf")
            )
            == 1
        )


def test_next_door_has_none_of_it(port, east):
    officer = east.browser("privacy_officer")
    with port.records() as session:
        row = session.scalars(select(OutwardDisclosure.id)).first()
    assert officer.get(f"{GIVEN}/{row}").status_code == 404
    assert officer.get(f"{GIVEN}/{row}/evidence.zip").status_code == 404
    assert port.owner not in text(officer.get(GIVEN))
    mine = re.search(rf"{USES}/\d+", text(port.browser("privacy_officer").get(USES)))
    assert mine and officer.get(mine[0]).status_code == 404
    assert "24-CV-118" not in text(officer.get(USES))
    assert east.browser("supervisor").get(f"/desk/consents/{port.ids['owner']}").status_code == 404
