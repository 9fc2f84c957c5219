"""A register is brought in at the desk: upload, columns, dry run, decision, writing, report, taking back."""

import csv
import io
import re

import pytest
from sqlalchemy import func, select

from casework.models import ImportRun, LedgerEntry, Person
from tests.services.imports.files import people, vehicles
from tests.working import work_off

PAGE = "/desk/imports"


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def here(north):
    return north.browser("supervisor")


def upload(here, text, register="people", name="owners.csv", **more):
    content = text if isinstance(text, bytes) else text.encode()
    data = {"register": register, "source": "Old register", "file": (io.BytesIO(content), name), **more}
    return here.post(f"{PAGE}/new", data, content_type="multipart/form-data")


def columns_of(here, address):
    """The columns as the page guessed them."""
    page = text_of(here.get(address))
    boxes = re.findall(r'<select class="input" id="(\w+)" name="\w+".*?</select>', page, re.S)
    found = {}
    for name in boxes:
        select_box = re.search(rf'<select class="input" id="{name}".*?</select>', page, re.S)[0]
        chosen = re.search(r'<option value="([^"]*)" selected', select_box)
        found[name] = chosen[1] if chosen else ""
    return found


def look(here, address, **changed):
    told = {**columns_of(here, address), **changed}
    return here.post(f"{address}/columns", told, form=address)


def test_a_register_comes_in_and_goes_again(north, east, here, app, settings):
    text = people(range(40, 46)).replace("ada41@old.example", "no mail")
    answer = upload(here, text)
    assert answer.status_code == 303, text_of(answer)[:2000]
    address = answer.location.partition(f"/t/{north.tenant.slug}")[2]
    guessed = columns_of(here, address)
    assert (guessed["number"], guessed["name"], guessed["day_order"]) == ("Customer No", "Name", "mdy")
    assert "ada40@old.example" in text_of(here.get(address))
    assert look(here, address, keep_as="Old owners").status_code == 303
    assert "data-live" in text_of(here.get(address))
    work_off(app, settings)
    page = text_of(here.get(address))
    assert "5 rows are new" in page and "Enter an e-mail address" in page
    report = list(csv.reader(io.StringIO(text_of(here.get(f"{address}/report.csv")).removeprefix("\ufeff"))))
    assert report[1][:3] == ["3", "E-mail", "INVALID"]
    assert here.post(f"{address}/start", {"leave_out": "0"}, form=address).status_code == 303
    assert "have changed since" in text_of(here.get(address))
    here.post(f"{address}/start", {"leave_out": "1"}, form=address)
    work_off(app, settings)
    assert "Brought in" in text_of(here.get(address))
    left = list(csv.reader(io.StringIO(text_of(here.get(f"{address}/left-out.csv")).removeprefix("\ufeff"))))
    assert left[1][:3] == ["K41", "Ada Sample41", "no mail"] and left[1][-1].startswith("E-mail: Enter")
    with north.records() as session:
        assert session.scalar(select(func.count()).where(Person.name.like("Ada Sample%"))) == 5
        acts = set(session.scalars(select(LedgerEntry.act)))
    assert {"import.begun", "import.started", "register.imported", "import.ended"} <= acts
    assert here.post(f"{address}/undo", {}, form=address).status_code == 303
    work_off(app, settings)
    assert "Taken back" in text_of(here.get(address))
    assert "Old owners" in text_of(here.get(f"{PAGE}/new"))
    stranger = east.browser("supervisor")
    assert stranger.get(address).status_code == 404
    assert "owners.csv" not in text_of(stranger.get(f"{PAGE}/"))


def test_who_is_perhaps_here_is_asked_about_row_by_row(north, here, app, settings):
    with north.records() as session:
        before = session.scalar(select(func.count()).select_from(Person))
    text = f"No,Name,E-mail\n9,{north.owner}s,cnry-{north.tenant.slug}@example.org\n"
    address = upload(here, text).location.partition(f"/t/{north.tenant.slug}")[2]
    look(here, address)
    work_off(app, settings)
    page = text_of(here.get(address))
    assert f"The same as {north.owner}" in page
    refused = here.post(f"{address}/lines/2", {"decision": str(north.ids["other"])}, form=address)
    assert refused.status_code == 303 and "Choose who this is" in text_of(here.get(address))
    here.post(f"{address}/lines/2", {"decision": str(north.ids["owner"])}, form=address)
    here.post(f"{address}/start", {"leave_out": "0"}, form=address)
    work_off(app, settings)
    with north.records() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == before
        run = session.scalars(select(ImportRun).order_by(ImportRun.begun_at.desc())).first()
        assert (run.new, run.same, run.perhaps) == (0, 1, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"a,b\n", "headings and no rows"),
        (b"VIN,Make,vin\n1,2,3\n", "are both called"),
        (b"VIN,,Model\n1,2,3\n", "Column 2 has no heading"),
        (b"VIN,Make\n1,\x00\n", "NUL bytes"),
        (b"PK\x03\x04rest of a workbook", "This workbook can’t be read"),
        ("VIN,Make\n1,ü\n".encode("utf-16")[:-1], "middle of a character"),
        (b"VIN,Make\n1,\x81\xfc\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_cure_and_nothing_is_kept(north, here, content, said):
    answer = upload(here, content, register="vehicles")
    assert answer.status_code == 422 and said in text_of(answer)
    assert "CNRY" not in text_of(answer)


def test_windows_1252_is_said_clearly(north, here):
    answer = upload(here, "Name;E-mail\nJosé Ñandú;j@old.example\n".encode("cp1252"))
    page = text_of(here.get(answer.location.partition(f"/t/{north.tenant.slug}")[2]))
    assert "read as Windows-1252" in page and "José Ñandú" in page


def test_a_column_that_no_row_can_do_without_has_to_be_chosen(north, here):
    answer = upload(here, vehicles(range(1)), register="vehicles")
    address = answer.location.partition(f"/t/{north.tenant.slug}")[2]
    refused = look(here, address, vin="", model="Make")
    assert refused.status_code == 422
    assert "No row can do without it" in text_of(refused) and "chosen twice" in text_of(refused)
    assert here.post(f"{address}/drop", {}, form=address).status_code == 303
    assert "Given up" in text_of(here.get(address))


@pytest.mark.parametrize("title", ["title_clerk", "title_examiner", "privacy_officer"])
def test_who_may_import_is_said_by_the_pack(north, title):
    here = north.browser(title)
    assert here.get(f"{PAGE}/").status_code == 403
    assert "Bring in a register" not in text_of(here.get("/account/"))


def test_rows_that_are_parts_of_one_gift_say_with_which_line_they_go(bank, app, settings):
    here = bank.browser("finance_officer")
    origin = {"provenance": "Members", "basis": "consent"}
    donors = upload(here, "Donor No,Name,E-mail\nD1,Ada Parts,ada@parts.example\n", "donors", **origin)
    bring_in(bank, here, donors, app, settings)
    lines = (
        "id,contribution_id,contribution_id.contact_id,contribution_id.total_amount,line_total,"
        "contribution_id.receive_date,financial_type_id:label\n"
        "1,C1,D1,50,30,2024-03-01 10:15:00,food\n2,C1,D1,50,20,2024-03-01 10:15:00,general\n"
    )
    answer = upload(here, lines, "gifts", template="preset:civicrm_lines", **origin)
    address = bring_in(bank, here, answer, app, settings)
    page = text_of(here.get(f"{address}?show=same"))
    assert "Goes in with line 2" in page and "Here already, or with another row" in page
    assert "$50.00" not in page and "$30.00" in page, "what it comes to stands by fund"


def bring_in(place, here, answer, app, settings):
    assert answer.status_code == 303, text_of(answer)[:2000]
    address = answer.location.partition(f"/t/{place.tenant.slug}")[2]
    assert look(here, address).status_code == 303
    work_off(app, settings)
    here.post(f"{address}/start", {"leave_out": "0"}, form=address)
    work_off(app, settings)
    assert "Brought in" in text_of(here.get(address))
    return address
