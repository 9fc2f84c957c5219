"""Whatever leaves as a file, per title: nothing of a class that is withheld, no row of next door, no formula."""

from __future__ import annotations

import csv
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import psycopg
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from casework.base.errors import Withheld
from casework.models import LedgerEntry
from casework.services.donors.issue_receipt import read_receipt
from casework.services.typesetting.typeset import stop_typesetting
from casework.services.withheld import FieldWithheld
from casework.settings import Database, Settings
from tests.attacks.neighbours import Ids, Neighbour, make_neighbour, never
from tests.attacks.test_every_id import ABOUT_PAPERS, REGISTERS, Desk, at_desk, desks
from tests.factories.browser import BASE
from tests.store.looking import viewer

HANDS_OUT = (
    "Content-Disposition",
    "attachment(",
    "csv_file(",
    "as_pdf(",
    "pdf_file(",
    "sheet_file(",
    "text_file(",
)
FORMULA = "=HYPERLINK(CNRY)"


@dataclass(frozen=True)
class Export:
    """A file that leaves: which titles get it for which purposes, and what of the canaries below stands in it."""

    to: frozenset[tuple[str, str]]
    holds: frozenset[str] = frozenset()
    why: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)  # what the address says beside ids


def to(*whom: str) -> frozenset[tuple[str, str]]:
    """Titles with the purpose that they declared, "title purpose"; without one they come in as they are."""
    return frozenset((title, purpose) for title, _, purpose in (one.partition(" ") for one in whom))


GIVING = to(
    "donor_manager donor_care", "finance_officer bookkeeping", "director donor_care", "director bookkeeping"
)
EXPORTS = {
    "oversight.as_file": Export(
        to("privacy_officer"), why="who looked is told by name; of whom, by id alone"
    ),
    "gifts.paper": Export(GIVING, frozenset({"name", "amount"}), "a receipt says who gave how much"),
    "papers.one": Export(
        to("donor_manager", "director", "privacy_officer"), why="a picture as it was sent in, by its own name"
    ),
    "giving.lines_csv": Export(GIVING, frozenset({"name", "amount"}), "income line by line: who gave what"),
    "giving.lines_xlsx": Export(GIVING, why="the same as a workbook, which is packed"),
    "giving.journal": Export(
        GIVING - to("donor_manager donor_care"), frozenset({"amount"}), "entries of the books, without names"
    ),
    "desk.as_file": Export(
        to("director"),
        frozenset({"party"}),
        "the work list as the director sees it on the page",
        {"view": "all"},
    ),
}
ELSEWHERE = {
    "track.paper": "for the applicant of the case alone: tests/attacks/test_links.py",
    "own_giving.receipt": "for the donor alone, by a mailed link: tests/web/public/test_own_giving.py",
    "own_giving.statement": "for the donor alone, by a mailed link: tests/web/public/test_own_giving.py",
    "track.issued": "for the applicant of the case alone: tests/web/registers/test_paper_pages.py",
    "issued.one": "papers of transfers, per title: tests/web/registers/test_paper_pages.py",
    "exports.as_file": "vehicles and plates, column by column: tests/web/registers/test_export_pages.py",
    "imports.report": "about a file that the same people brought in: tests/web/registers/test_import_pages.py",
    "imports.rows_left_out": "about a file that the same people brought in: tests/web/registers/test_import_pages.py",
    "open311.bulk": "requests that everybody may know of: tests/api and tests/services/requests",
    "oversight.given_paper": "evidence of what was given to others, for the privacy officer: tests/web/desk",
    "post.file": "a file that came by post, for who sorts it: tests/web/post",
    "plates.letter": "a letter about a plate, for who may read papers: tests/web/registers/test_recall_letter.py",
    "donors.as_file": "a list for an appeal, of those who may be written to: tests/web/registers/test_donor_pages.py",
    "gift_aid.schedule": "a claim as it was made, for the tax office: tests/web/registers/test_gift_aid_page.py",
    "statements.paper": "a statement as it was issued, made by a run: tests/web/registers/test_giving_pages.py",
    "campaigns.returns_csv": "what came of appeals, names of nobody: tests/web/registers/test_appeal_pages.py",
    "campaigns.letters": "letters of an appeal, made by a run: tests/web/registers/test_appeal_pages.py",
    "campaigns.addresses_csv": "who was asked by post, for the printer: tests/web/registers/test_appeal_pages.py",
    "api_receipts.read_the_paper": "a receipt, for programs of who may read it: tests/api/test_pledges_and_receipts.py",
    "thanks.paper": "letters to print, made by a run: tests/web/registers/test_thanks_pages.py",
    "collections.accounts_file": "accounts for the bank, a purpose of its own: tests/web/public/test_own_account.py",
    "collections.order": "orders for the bank, for who collects alone: tests/web/registers",
}
Street = tuple[Neighbour, Neighbour]


@pytest.fixture(scope="module")
def street(app: Flask, database: Database) -> Iterator[Street]:
    """Two charities: their kind has every export."""
    here, there = (make_neighbour(app, database, "charity", name) for name in ("Here", "There"))
    yield here, there
    stop_typesetting()


def canaries(office: Neighbour) -> Mapping[str, str]:
    """What must not leave but where the table says so."""
    name, mail = f"{office.canary} Owner", f"{office.canary.lower()}@example.org"
    return {"name": name, "mail": mail, "amount": "250.00", "party": f"{office.canary} donor_name"}


def arguments(desk: Desk, endpoint: str) -> set[str]:
    """What an address names."""
    (rule,) = desk.office.app.url_map.iter_rules(endpoint)
    return set(rule.arguments)


def said_to(desk: Desk, endpoint: str, ids: Ids) -> str | None:
    """What a file says to this reader; None when there is none for them."""
    if desk.purpose and endpoint.split(".", maxsplit=1)[0] not in REGISTERS:
        return None  # a declared purpose is for the registers; elsewhere it changes nothing
    (rule,) = desk.office.app.url_map.iter_rules(endpoint)
    named = {name: ids[name] for name in rule.arguments - {"tenant_slug"}}
    if endpoint in ABOUT_PAPERS:
        named["number"] = ids["change"]
    named |= {"tenant_slug": desk.office.tenant.slug, **EXPORTS[endpoint].asked}
    path = desk.office.app.url_map.bind("").build(endpoint, named)
    with desk.client.get(path, base_url=BASE) as answer:
        if answer.status_code != 200 or answer.mimetype == "text/html":
            return None
        content = answer.get_data()
    if answer.mimetype != "application/pdf":
        return content.decode("utf-8", "replace")
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def looks(desk: Desk, **asked: str) -> list[list[str]]:
    """The rows of the file of looks; none where there is no such file."""
    at = f"/t/{desk.office.tenant.slug}/desk/looks/entries.csv"
    answer = desk.client.get(at, query_string=asked, base_url=BASE)
    return list(csv.reader(answer.text.splitlines()))[1:] if answer.mimetype == "text/csv" else []


def test_every_address_that_hands_out_a_file_is_in_the_table(app: Flask) -> None:
    found = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if any(word in inspect.getsource(inspect.unwrap(view)) for word in HANDS_OUT)
    }
    assert found == EXPORTS.keys() | ELSEWHERE.keys()


def test_a_file_goes_to_the_titles_of_the_table_and_says_no_more_than_it(street: Street) -> None:
    here, there = street
    got: dict[str, set[tuple[str, str]]] = {endpoint: set() for endpoint in EXPORTS}
    wrong = []
    for desk in desks(here):
        for endpoint, export in EXPORTS.items():
            said = said_to(desk, endpoint, here.ids)
            if said is None:
                continue
            got[endpoint].add((desk.title, desk.purpose))
            shown = {name for name, canary in canaries(here).items() if canary in said}
            wrong += [f"{endpoint} to {desk.title}: {shown}"] if shown != export.holds else []
            wrong += [f"{endpoint} to {desk.title}: next door"] if there.canary in said else []
    assert not wrong, "\n".join(wrong)
    assert got == {endpoint: set(export.to) for endpoint, export in EXPORTS.items()}


def test_nothing_of_next_door_leaves_by_its_ids(street: Street) -> None:
    here, there = street
    tried = 0
    for desk in desks(here):
        for endpoint, export in EXPORTS.items():
            if (desk.title, desk.purpose) in export.to and len(arguments(desk, endpoint)) > 1:
                tried += 1
                assert said_to(desk, endpoint, there.ids) is None, f"{endpoint} as {desk.title}"
    assert tried


FILTERS = {"person": "person_id", "case": "number", "member": "user_id"}


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_looks_are_not_narrowed_to_somebody_next_door(street: Street, name: str) -> None:
    here, there = street
    desk = at_desk(here, "privacy_officer")
    said = {office.canary: looks(desk, **{name: str(office.ids[FILTERS[name]])}) for office in street}
    nothing = looks(desk, **{name: str(never(here)[FILTERS[name]])})
    assert said[there.canary] == nothing
    assert there.canary not in str(said[there.canary])


def test_every_row_of_looks_is_of_the_own_ledger_and_taking_them_along_is_on_it(street: Street) -> None:
    here, there = street
    desk = at_desk(here, "privacy_officer")
    looks(desk, member="everybody")
    rows = looks(desk, member="everybody")
    with there.records() as session:
        theirs = set(session.scalars(select(LedgerEntry.id)))
        session.commit()
    assert len(rows) > 5
    assert not {int(row[0]) for row in rows} & theirs
    assert "ledger.exported" in {row[5] for row in rows}


def test_a_name_that_is_a_formula_is_only_a_name(street: Street, database: Database) -> None:
    here, _ = street
    with psycopg.connect(database.identity.replace("+psycopg", "", 1), autocommit=True) as conn:
        officer = here.users["privacy_officer"].id
        conn.execute('update identity."user" set name = %s where id = %s', [FORMULA, officer])
    desk = at_desk(here, "privacy_officer")
    looks(desk, member=str(here.users["privacy_officer"].id))
    names = {row[2] for row in looks(desk, member=str(here.users["privacy_officer"].id))}
    assert names == {f"'{FORMULA}"}


@pytest.mark.parametrize("closed", ["contact", "financial", "location", "matter"])
def test_a_receipt_is_withheld_from_who_reads_only_part_of_what_stands_on_it(
    street: Street, settings: Settings, closed: str
) -> None:
    here, _ = street
    reads = {"open", "matter", "contact", "location", "financial"} - {closed}
    reader = viewer(
        settings, here.tenant.id, read=reads, purpose="bookkeeping", duties=frozenset({"bookkeeper"})
    )
    office = here.office
    with here.app.app_context(), office.open(reader) as session, pytest.raises((FieldWithheld, Withheld)):
        read_receipt(session, here.ids["receipt_id"])
