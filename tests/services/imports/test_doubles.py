"""Somebody who stands twice in a list, or is here under nearly the same name: weighed, asked about, and remembered."""

from sqlalchemy import func, select

from casework.models import Gift, ImportLine, ImportNotSame, Person
from casework.services.imports.decide_line import decide_line
from casework.services.imports.find_import import find_import
from casework.services.imports.read_import import read_lines
from tests.services.donors.scene import usd
from tests.services.imports.files import counts
from tests.services.imports.lists import BOOKS, PURPOSE, begin, books_hold, bring_in, check, start, undo

HEAD = "Donor No,Name,E-mail,Street,City\n"
TWICE = HEAD + (
    "D1,Ada Sample,ada@list.example,1 Mill Lane,Riverbend\n"
    "D2,Bo Sample,bo@list.example,2 Mill Lane,Riverbend\n"
    "D3,Ada Sampel,ada@list.example,1 Mill Lane,Riverbend\n"  # D1 with a slip
    "D4,Ada Sample,,9 Elm Road,Riverbend\n"  # only the name: somebody else
    "D5,Bo Sample,bo@list.example,7 Oak Street,Riverbend\n"  # D2 under another number
)


def decide(desks, office, run, line, decision, **which):
    with desks.at(office, purpose=PURPOSE, worker=BOOKS) as session:
        decide_line(session, run, line, decision, **which)
        session.commit()


def perhaps(desks, office, run):
    """Line → (lines it may be, people on record it may be, the best score) as the page shows it."""
    with desks.at(office, purpose=PURPOSE, worker=BOOKS) as session:
        lines, _ = read_lines(session, find_import(session, run), "perhaps")
        found = {
            one.line: (
                [each.line for each in one.beside.candidates if each.line],
                [each.said["name"] for each in one.beside.candidates if each.record],
                max(each.score for each in one.beside.candidates),
            )
            for one in lines
        }
        session.commit()
        return found


def people(desks, office):
    with desks.all_seeing(office) as session:
        return sorted(row.name for row in session.scalars(select(Person)))


def test_doubles_within_a_file_are_asked_about_whatever_the_size_of_batches(desks, charity, other_charity):
    for office, size in ((charity, 500), (other_charity, 1)):
        run = begin(desks, office, "donors", TWICE)
        assert counts(check(desks, office, run, size=size)) == (3, 0, 2, 0)
        shown = perhaps(desks, office, run)
        assert {line: told[0] for line, told in shown.items()} == {4: [2], 6: [3]}
        assert all(told[2] >= 75 for told in shown.values())
        decide(desks, office, run, 4, "same", of_line=2)
        assert counts(start(desks, office, run, size=size)) == (3, 1, 1, 0), "who was not decided stays out"
        assert people(desks, office) == ["Ada Sample", "Ada Sample", "Bo Sample"]
        gift = "Donor No,Amount,Date\nD3,12,2025-01-02\n"
        assert counts(bring_in(desks, office, "gifts", gift)) == (1, 0, 0, 0), "both numbers stand for one"
        with desks.all_seeing(office) as session:
            giver = session.scalars(select(Gift)).one().donor_id
            assert session.scalars(select(Person).where(Person.id == giver)).one().name == "Ada Sample"
        assert books_hold(desks, office) == {"USD": usd(1200)}


def test_that_somebody_is_not_the_same_is_remembered_for_the_next_file(desks, charity):
    bring_in(desks, charity, "donors", HEAD + "A1,Ada Sample,ada@list.example,1 Mill Lane,Riverbend\n")
    near = HEAD + "B7,Adah Sample,ada@list.example,,\n"
    run = begin(desks, charity, "donors", near)
    assert counts(check(desks, charity, run)) == (0, 0, 1, 0)
    assert perhaps(desks, charity, run)[2][1] == ["Ada Sample"]
    decide(desks, charity, run, 2, "new")
    assert counts(check(desks, charity, run)) == (1, 0, 0, 0), "looked at once more"
    start(desks, charity, run)
    assert people(desks, charity) == ["Ada Sample", "Adah Sample"]
    undo(desks, charity, run)
    again = begin(desks, charity, "donors", near)
    assert counts(check(desks, charity, again)) == (1, 0, 0, 0)
    other = begin(desks, charity, "donors", near.replace("B7", "B8"))
    assert counts(check(desks, charity, other)) == (0, 0, 1, 0), "another number is another row"
    decide(desks, charity, other, 2, "new")
    decide(desks, charity, other, 2, "leave")
    with desks.all_seeing(charity) as session:
        assert session.scalar(select(func.count()).select_from(ImportNotSame)) == 1


def test_rows_without_a_number_that_are_certainly_one_become_one(desks, charity):
    text = "Name,E-mail,Phone\nAda Sample,ada@list.example,\nAda Sample,ada@list.example,415 555 0101\n"
    run = bring_in(desks, charity, "donors", text)
    assert counts(run) == (1, 1, 0, 0)
    assert people(desks, charity) == ["Ada Sample"]
    with desks.all_seeing(charity) as session:
        row = session.scalars(select(ImportLine).where(ImportLine.stage == "run")).one()
        assert (row.line, row.of_line, row.record_id is not None) == (3, 2, True)
