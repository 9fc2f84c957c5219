"""Gifts of years come in from a file: doubles are told apart, the books hold each penny, and all of it goes again.

A few dozen rows; with CASEWORK_DEEP ten thousand. The same way with donors is an everyday test.
"""

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from casework.models import Posting
from casework.services.imports.begin_import import Origin, begin_import
from casework.services.imports.drive_import import begin_check, begin_writing
from casework.services.imports.work_import import work_on
from casework.services.office import office_by_id
from casework.settings import Database
from casework.store.session import ViewerSession
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.journeys.conftest import Site
from tests.journeys.steps import Officer
from tests.journeys.test_pages_in_between import has_no_fault
from tests.journeys.working import finish

ROWS = 10_000 if os.environ.get("CASEWORK_DEEP") else 40
GIVERS, DOUBLES, REPEATED = 99, 3, 2
HEADINGS = "Gift No,Donor No,Amount,Date,Fund,Fee\n"
ORIGIN = Origin("Members, by their forms of entry", "legitimate_interest")


def givers() -> str:
    return "Donor No,Name,E-mail\n" + "".join(
        f"D{n},Ada Sample{n},ada{n}@list.example\n" for n in range(GIVERS)
    )


def gift(n: int, letter: str = "G") -> str:
    """One gift; under another letter the same once more, as another export numbers it."""
    return f"{letter}{n},D{n % GIVERS},{1 + n % 500}.{n % 90 + 10},2024-{1 + n % 12:02d}-15,food,0.25\n"


def pennies(rows: int) -> int:
    return sum((1 + n % 500) * 100 + n % 90 + 10 for n in range(rows))


@contextmanager
def system(site: Site, tenant: int) -> Iterator[ViewerSession]:
    with site.app.app_context():
        office = office_by_id(tenant)
        with office.open(office.system("import_register")) as session:
            yield session


def bring_in(site: Site, tenant: int, register: str, text: str) -> None:
    """What is here already, by the command's way."""
    with system(site, tenant) as session:
        file = io.BytesIO(text.encode())
        run = begin_import(session, register, f"{register}.csv", file, source="Old list", origin=ORIGIN).id
        for begin in (begin_check, begin_writing):
            begin(session, run)
            session.commit()
            work_on(session, run)


def held(site: Site, tenant: int) -> int:
    """What the funds hold; the books as a whole come to nothing."""
    with system(site, tenant) as session:
        assert not session.scalar(select(func.sum(Posting.amount)))
        return -int(session.scalar(select(func.sum(Posting.amount)).where(Posting.account == "fund")) or 0)


def upload(books: Officer, file: Path) -> None:
    books.go("/desk/imports/new?lang=en")
    books.page.get_by_label("Gifts", exact=True).check()
    books.fill({"source": "Old list", "provenance": "Gifts of the members"})
    books.page.get_by_label("By what right do you keep these people?").select_option("legitimate_interest")
    books.page.set_input_files("#file", str(file))
    books.press("Go on to the columns")
    books.heads("Which column is which?")


def tell_apart(books: Officer) -> None:
    """Of the gifts that are perhaps here the first is new, the others are the same."""
    for place in range(DOUBLES):
        form = books.page.locator("form[action*='/lines/']").nth(place)
        radio = form.locator("input[value='new']" if place == 0 else "input[type=radio]").first
        radio.check()
        form.get_by_role("button").click()
        expect(books.page.locator("form[action*='/lines/']")).to_have_count(DOUBLES)


@pytest.mark.deep
def test_gifts_come_in_are_told_apart_and_go_again(
    site: Site, database: Database, officer: Callable[..., Officer], tmp_path: Path
) -> None:
    charity: MadeTenant = make_tenant(database, "Riverbend", kind="charity")
    books = officer(make_user(database, charity, "finance_officer", name="Ines Marlow"))
    bring_in(site, charity.id, "donors", givers())
    bring_in(site, charity.id, "gifts", HEADINGS + "".join(gift(n, "H") for n in range(DOUBLES)))
    here = pennies(DOUBLES)
    assert held(site, charity.id) == here
    file = tmp_path / "gifts.csv"
    again = "".join(gift(n) for n in range(DOUBLES, DOUBLES + REPEATED))
    file.write_text(HEADINGS + "".join(gift(n) for n in range(ROWS)) + again, encoding="utf-8")
    upload(books, file)
    begun = time.monotonic()
    books.press("Look at every row")
    finish(site, books.page.get_by_role("heading", name="Write the rows that are good"))
    checked = time.monotonic()
    has_no_fault(books)
    tell_apart(books)
    writing = time.monotonic()
    books.press("Write them")
    finish(site, books.page.get_by_role("button", name="Take all of it back"))
    written = time.monotonic()
    first = pennies(1)
    assert held(site, charity.id) == pennies(ROWS) + first, "once more only what was said to be another gift"
    books.press("Take all of it back")
    finish(site, books.page.get_by_text("Taken back", exact=True).first)
    undone = time.monotonic()
    assert held(site, charity.id) == here
    print(f"{ROWS} gifts: looked at in {checked - begun:.1f} s", end=", ")
    print(f"written in {written - writing:.1f} s, taken back in {undone - written:.1f} s")
