"""A charity leaves its spreadsheet: donors with doubles come in, are told apart, and the whole import goes again.

A few hundred rows; with CASEWORK_DEEP ten thousand.
"""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import func, select

from casework.models import Person
from casework.services.office import office_by_id
from casework.settings import Database
from tests.factories.tenants import make_tenant, make_user
from tests.journeys.conftest import Site
from tests.journeys.steps import Officer
from tests.journeys.test_pages_in_between import has_no_fault, in_every_language
from tests.journeys.working import finish

ROWS = 10_000 if os.environ.get("CASEWORK_DEEP") else 200
DOUBLES = 3


def donors() -> str:
    """So many donors, and some of them once more under another number, with a slip in the name."""
    rows = ["Donor No,Name,E-mail,Street,City,Do not mail"]
    rows += [f"D{n},Ada Sample{n},ada{n}@list.example,{n} Mill Lane,Riverbend," for n in range(ROWS)]
    rows += [f"X{n},Ada Sampel{n},ada{n}@list.example,,Riverbend,yes" for n in range(DOUBLES)]
    return "\n".join(rows) + "\n"


def people(site: Site, tenant: int) -> int:
    with site.app.app_context():
        office = office_by_id(tenant)
        with office.open(office.system("import_register")) as session:
            return session.scalar(select(func.count()).select_from(Person)) or 0


def test_donors_come_in_are_told_apart_and_go_again(
    site: Site, database: Database, officer: Callable[..., Officer], tmp_path: Path
) -> None:
    charity = make_tenant(database, "Riverbend", kind="charity")
    books = officer(make_user(database, charity, "finance_officer", name="Ines Marlow"))
    file = tmp_path / "donors.csv"
    file.write_text(donors(), encoding="utf-8")
    in_every_language(books, "/desk/imports/new")
    books.go("/desk/imports/new?lang=en")
    books.page.get_by_label("Donors", exact=True).check()
    books.fill({"source": "Old list", "provenance": "Members, by their forms of entry"})
    books.page.get_by_label("By what right do you keep these people?").select_option("legitimate_interest")
    books.page.set_input_files("#file", str(file))
    has_no_fault(books)
    books.press("Go on to the columns")
    books.heads("Which column is which?")
    has_no_fault(books)
    books.press("Look at every row")
    finish(site, books.page.get_by_role("heading", name="Write the rows that are good"))
    books.reads("Members, by their forms of entry")
    address = books.page.url.removeprefix(books.home)
    in_every_language(books, address)
    books.reads("The row beside whom it may be", "of 100", "The same e-mail address")
    for place in range(DOUBLES):
        form = books.page.locator("form[action*='/lines/']").nth(place)
        form.locator("input[value^='line:']").first.check()
        form.get_by_role("button").click()
        expect(books.page.locator("input[value^='line:']:checked")).to_have_count(place + 1)
    books.press("Write them")
    finish(site, books.page.get_by_role("button", name="Take all of it back"))
    assert people(site, charity.id) == ROWS
    books.press("Take all of it back")
    finish(site, books.page.get_by_text("Taken back", exact=True).first)
    assert people(site, charity.id) == 0
