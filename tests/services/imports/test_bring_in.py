"""A register is brought in from files: looked at, written, compared with what is here."""

from sqlalchemy import func, select

from casework.models import (
    ImportMade,
    Ownership,
    OwnershipHolder,
    Person,
    PlateAssignment,
    PlateIssue,
    PostalAddress,
    Vehicle,
)
from tests.services.imports.files import (
    begin,
    bring_in,
    check,
    counts,
    findings,
    people,
    plate,
    vehicles,
    vin,
)


def test_vehicles_come_in_and_the_same_file_again_brings_nothing_new(desks, agency, other_agency):
    run = bring_in(desks, agency, "vehicles", vehicles(range(25)), size=10)
    assert (run.state, counts(run)) == ("done", (25, 0, 0, 0))
    again = bring_in(desks, agency, "vehicles", vehicles(range(26)), size=10)
    assert counts(again) == (1, 25, 0, 0)
    with desks.all_seeing(agency) as session:
        assert session.scalar(select(func.count()).select_from(Vehicle)) == 26
        colours = set(session.scalars(select(Vehicle.colour)))
    assert colours == {"blue"}
    with desks.all_seeing(other_agency) as session:
        assert session.scalar(select(func.count()).select_from(Vehicle)) == 0
        assert session.scalar(select(func.count()).select_from(ImportMade)) == 0


def test_a_dry_run_writes_no_record(desks, agency):
    run = begin(desks, agency, "vehicles", vehicles(range(5)))
    assert counts(check(desks, agency, run)) == (5, 0, 0, 0)
    with desks.all_seeing(agency) as session:
        assert session.scalar(select(func.count()).select_from(Vehicle)) == 0


def test_a_whole_register_with_its_histories_comes_in_file_by_file(desks, agency):
    bring_in(desks, agency, "people", people(range(3)))
    bring_in(desks, agency, "vehicles", vehicles(range(2)))
    plates = f"Plate,Issued\n{plate(1)},2015-06-01\n{plate(2)},2015-06-01\n"
    assert counts(bring_in(desks, agency, "plates", plates)) == (2, 0, 0, 0)
    owned = (
        "VIN,Owner No,Owner No 2,From,Until,Title\n"
        f"{vin(0)},K0,,06/01/2015,03/01/2019,T-1\n{vin(0)},K1,K2,03/01/2019,,T-2\n{vin(1)},K2,,06/01/2015,,T-3\n"
    )
    assert counts(bring_in(desks, agency, "ownerships", owned)) == (3, 0, 0, 0)
    on = f"{plate(1)},{vin(0)}"
    assigned = f"Plate,VIN,Owner No,From,Until\n{on},K0,06/01/2015,03/01/2019\n{on},K1,03/01/2019,\n"
    assert counts(bring_in(desks, agency, "plate_assignments", assigned)) == (2, 0, 0, 0)
    assert counts(bring_in(desks, agency, "plate_assignments", assigned)) == (0, 2, 0, 0)
    with desks.all_seeing(agency) as session:
        assert session.scalar(select(func.count()).select_from(OwnershipHolder)) == 4
        assert session.scalar(select(func.count()).where(Ownership.valid_to.is_(None))) == 2
        assert set(session.scalars(select(PlateIssue.status))) == {"ISSUED", "ASSIGNED"}
        assert session.scalar(select(func.count()).where(PlateAssignment.valid_to.is_(None))) == 1
        assert "0 Mill Lane\nNorthport 90417" in set(
            row.lines for row in session.scalars(select(PostalAddress))
        )


def test_each_row_is_told_by_line_and_field_what_is_wrong(desks, agency):
    bad = vin(3)[:8] + ("0" if vin(3)[8] != "0" else "1") + vin(3)[9:]
    text = (
        "VIN,Make,Model,Year\n"
        f"{vin(1)},Honda,Civic,2015\n"
        f"{bad},Honda,Civic,2015\n"
        f"{vin(2)},,Civic,20 15x\n"
        f"{vin(1)},Honda,Civic,2015\n"
        f"{vin(1)},Toyota,Corolla,2015\n"
        f"{vin(4)},=HYPERLINK(1),Civic,2015\n"
        f'{vin(5)},"Honda,Civic,2015\n'
    )
    run = begin(desks, agency, "vehicles", text)
    checked = check(desks, agency, run)
    assert checked.state == "failed", "the last row breaks off within quotation marks"
    assert findings(desks, agency, run) == [
        (3, "vin", "INVALID"),
        (4, "make", "INVALID"),
        (4, "year", "INVALID"),
        (6, "", "TWICE_IN_FILE"),
        (7, "make", "FORMULA"),
        (8, "", "FILE_CUT_OFF"),
    ]
    assert counts(checked) == (1, 1, 0, 5)


def test_nobody_is_the_same_by_name_alone(desks, agency):
    bring_in(desks, agency, "people", "Name,E-mail,DOB\nAda Sample,ada@old.example,03/04/1980\n")
    text = (
        "No,Name,E-mail,DOB\n"
        "1,Ada Sample,,\n"  # the name alone: somebody new
        "2,Ada Sample,ada@old.example,\n"  # name and e-mail: the same
        "3,Adah Sample,ada@old.example,\n"  # nearly the name, and the e-mail: perhaps
        "4,Ada Sample,,03/04/1980\n"  # name and birth date: perhaps
        "5,Ada Sample,ada@old.example,05/06/1990\n"  # another birth date: perhaps
    )
    run = check(desks, agency, begin(desks, agency, "people", text))
    assert counts(run) == (1, 1, 3, 0)


def test_rows_that_are_perhaps_the_same_stay_out_until_somebody_decides(desks, agency):
    bring_in(desks, agency, "people", "Name,E-mail\nAda Sample,ada@old.example\n")
    run = bring_in(
        desks, agency, "people", "No,Name,E-mail\n3,Adah Sample,ada@old.example\n4,Cyn New,c@old.example\n"
    )
    assert counts(run) == (1, 0, 1, 0)
    with desks.all_seeing(agency) as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_a_history_that_overlaps_is_refused_within_the_file_and_against_the_register(desks, agency):
    bring_in(desks, agency, "people", people(range(3)))
    bring_in(desks, agency, "vehicles", vehicles(range(1)))
    periods = ("K0,2015-06-01,2019-03-01", "K1,2019-02-01,", "K9,2019-03-01,")
    rows = "\n".join(["VIN,Owner No,From,Until", *(f"{vin(0)},{one}" for one in periods), ""])
    run = begin(desks, agency, "ownerships", rows)
    checked = check(desks, agency, run, size=1)
    assert counts(checked) == (1, 0, 0, 2)
    assert findings(desks, agency, run) == [(3, "", "TWICE_IN_FILE"), (4, "owner", "OWNER_UNKNOWN")]
    bring_in(desks, agency, "ownerships", rows)
    later = begin(
        desks, agency, "ownerships", f"VIN,Owner No,From,Until\n{vin(0)},K2,2018-01-01,2020-01-01\n"
    )
    check(desks, agency, later)
    assert findings(desks, agency, later) == [(2, "since", "OWNERSHIP_OVERLAP")]
