"""Lists leave the house with the rights of the screen: the same columns, the same rows, on the ledger, in pieces."""

import csv
import io
import json

import pytest
from sqlalchemy import select

from casework.domain.spreadsheet import defused, is_formula, may_run, plain
from casework.models import LedgerEntry, Vehicle
from casework.services.exports import listing

LISTS = "/desk/lists"
FACTS = {"agency": "County court", "incident": "Case 4711 of 2026", "event_on-day": "3"}
FACTS |= {"event_on-month": "3", "event_on-year": "2026"}


def rows_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def entries(place, act):
    with place.records() as session:
        chosen = select(LedgerEntry).where(LedgerEntry.act == act).order_by(LedgerEntry.id)
        return [
            (one.purpose, one.about, tuple(one.fields), json.loads(one.detail or "{}"))
            for one in session.scalars(chosen)
        ]


def test_facts_about_things_leave_without_people_and_the_page_says_what_is_left_out(north, east):
    here = north.browser("supervisor")
    page = here.get(f"{LISTS}/").get_data(as_text=True)
    assert "Left out, withheld from you" in page and "Owners" in page
    answer = here.get(f"{LISTS}/vehicles.csv")
    rows = rows_of(answer)
    assert "Owners" not in rows[0] and rows[0]["Make"] == "Honda" and len(rows[0]["VIN"]) == 17
    assert answer.headers["X-Withheld-Columns"] == "owners"
    assert "CNRY" not in answer.get_data(as_text=True)
    purpose, _about, fields, detail = entries(north, "list.exported")[-1]
    assert (purpose, detail["list"], detail["withheld"]) == ("registry", "vehicles", ["owners"])
    assert "owners" not in fields
    assert any(about == "vehicle" for _p, about, _f, _d in entries(north, "disclosed"))
    assert len(rows) == 1, "the office next door has a vehicle too"


def test_with_a_permitted_use_names_leave_too_under_its_declaration(north):
    here = north.browser("supervisor")
    north.declare(here, "b1", **FACTS)
    rows = rows_of(here.get(f"{LISTS}/plates.csv"))
    mine = next(row for row in rows if row["Plate"] == "8ABC123")
    assert mine["Registered to"] == north.owner and len(mine["VIN"]) == 17
    assert entries(north, "list.exported")[-1][0] == "b1"
    assert "declaration" in entries(north, "list.exported")[-1][3]


def test_a_long_list_leaves_piece_by_piece_and_whole(north, monkeypatch):
    monkeypatch.setattr(listing, "PIECE", 2)
    monkeypatch.setattr(listing.export_piece, "__kwdefaults__", {"after": None, "size": 2})
    with north.records() as session:
        many = [
            Vehicle(vin=f"OLD{n}", vin_key=f"OLD{n}", make="=cmd|' /C calc'!A0", model="T", year=1950)
            for n in range(5)
        ]
        session.add_all(many)
        session.commit()
        there = len(session.scalars(select(Vehicle.id)).all())
    before = len(entries(north, "list.exported"))
    rows = rows_of(north.browser("supervisor").get(f"{LISTS}/vehicles.csv"))
    assert len(rows) == there
    assert len(entries(north, "list.exported")) - before == -(-there // 2)
    assert {row["Make"] for row in rows} >= {"'=cmd|' /C calc'!A0"}


@pytest.mark.parametrize("title", ["title_clerk", "title_examiner", "privacy_officer", "cashier"])
def test_only_who_may_take_lists_along_does(north, title):
    here = north.browser(title)
    assert here.get(f"{LISTS}/").status_code == 403
    assert here.get(f"{LISTS}/vehicles.csv").status_code == 403
    assert here.get("/desk/cases.csv?view=all").status_code == 403


def test_the_work_list_as_a_file_holds_what_its_page_lists(north, east):
    opened = north.transfer()
    east.transfer()
    here = north.browser("supervisor")
    page = here.get("/desk/?view=all").get_data(as_text=True)
    assert "This list as a file" in page
    rows = rows_of(here.get("/desk/cases.csv?view=all"))
    assert opened.number in {row["Case"] for row in rows}
    assert all(row["Case"] in page for row in rows[:20])
    assert "Applicant" in rows[0]
    assert entries(north, "list.exported")[-1][3]["list"] == "cases"


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|cmd", "＝1", " =1", "'=1", "\n=1", "\u00a0=1", "''=1"],
)
def test_what_a_spreadsheet_would_run_is_text_and_reads_back_the_same(cell):
    assert may_run(cell) and not may_run(defused(cell)[:1] + "x")
    assert defused(cell).startswith("'") and plain(defused(cell)) == cell


@pytest.mark.parametrize("cell", ["", "Ada", "12.5", "O'Hara", "'twas", "a=b"])
def test_what_it_would_not_run_stays_as_it_is(cell):
    assert defused(cell) == cell == plain(cell) and not is_formula(cell)


@pytest.mark.parametrize(
    ("cell", "formula"), [("=A1", True), ("+1 415 555 0142", False), ("-12", False), ("-A1", True)]
)
def test_a_signed_number_is_no_formula(cell, formula):
    assert is_formula(cell) is formula
