"""A supervisor brings a register in from a file: chosen, looked at, written; on a phone and in every language."""

from collections.abc import Callable
from pathlib import Path

from casework.settings import Database
from tests.factories.tenants import make_tenant, make_user
from tests.journeys.conftest import Site
from tests.journeys.steps import Officer
from tests.journeys.test_pages_in_between import has_no_fault, in_every_language
from tests.working import work_off

OWNERS = "No,Name,E-mail\n1,Ana Example,ana@old.example\n2,Bo Example,no mail\n"


def test_a_register_is_brought_in(
    site: Site, database: Database, officer: Callable[..., Officer], tmp_path: Path
) -> None:
    agency = make_tenant(database, "Northport")
    chief = officer(make_user(database, agency, "supervisor", name="Wren Halloway"))
    file = tmp_path / "owners.csv"
    file.write_text(OWNERS, encoding="utf-8")
    in_every_language(chief, "/desk/imports/new")
    chief.go("/desk/imports/new?lang=en")
    has_no_fault(chief)
    chief.page.get_by_label("People and organisations").check()
    chief.fill({"source": "Old register"})
    chief.page.set_input_files("#file", str(file))
    chief.press("Go on to the columns")
    chief.heads("Which column is which?")
    has_no_fault(chief)
    chief.press("Look at every row")
    chief.heads("owners.csv")
    has_no_fault(chief)
    work_off(site.app, site.settings)
    chief.page.get_by_role(
        "heading", name="Write the rows that are good"
    ).wait_for()  # the page looks again by itself
    has_no_fault(chief)
    chief.press("Write them")
    work_off(site.app, site.settings)
    chief.page.get_by_role("button", name="Take all of it back").wait_for()
    has_no_fault(chief)
    in_every_language(chief, "/desk/imports/")
    has_no_fault(chief)
    chief.go("/desk/lists/?lang=en")
    has_no_fault(chief)
