"""Addresses whose rows no neighbour lays out by the services: opened as every title that may with ids from the tables
of next door, and with ids of nothing. Both are answered alike, and as nothing."""

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import create_engine
from werkzeug.routing import Rule

from casework.app import create_app
from casework.models.identity import User
from casework.packs import catalog
from casework.services.staff.sign_in import open_session
from casework.settings import Database
from casework.store.bind import release_store
from casework.store.identity import identity_session
from casework.web.guards import guard_for
from tests.attacks.laid_out import lay_out
from tests.attacks.neighbours import Ids, Neighbour
from tests.attacks.test_every_id import REGISTERS, Desk, Told, desks, told
from tests.factories.browser import BASE
from tests.factories.tenants import MadeTenant, make_user
from tests.rig import Cluster

OURS, THEIRS = 9101, 9102
ROWS = {
    "access_id": "break_glass",
    "agreement_id": "service_agreement",
    "area_id": "area",
    "claim_id": "gift_aid_claim",
    "class_id": "person_class",
    "consent": "consent",
    "declaration_id": "gift_aid_declaration",
    "disclosure": "outward_disclosure",
    "entry": "ledger_entry",
    "forwarded": "forwarded_request",
    "fund_id": "fund",
    "item_id": "intake_item",
    "lien_id": "lien",
    "letter_file": "appeal_paper",
    "mandate_id": "mandate",
    "merge_id": "person_merge",
    "paper": "issued_paper",
    "paper_id": "thanks_paper",
    "participant": "elt_participant",
    "payment": "payment",
    "payment_id": "online_payment",
    "photo": "public_photo",
    "proof": "disclosure_proof",
    "record_id": "found_record",
    "relation_id": "declared_relation",
    "reply": "canned_reply",
    "segment_id": "donor_segment",
    "signal": "signal",
    "statement_id": "giving_statement",
    "task_id": "donor_task",
    "tribute_id": "tribute",
    "unit_id": "unit",
}
"""Parts of addresses, and the table that they name a row of."""
RUNS = {"imports": "import_run", "thanks": "thanks_run"}
ALSO = {
    "line": "1",
    "form": "csv",
    "number": "",
    "token": str(uuid.UUID(int=1)),
    "vehicle_id": "",
    "person_id": "",
}


class Laid(NamedTuple):
    """The application, its database, and who looks past every wall."""

    app: Flask
    database: Database
    superuser: str


@pytest.fixture(scope="module")
def laid(cluster: Cluster) -> Iterator[Laid]:
    """Two offices with a row in each register."""
    with cluster.copy(name := f"casework_rows_{uuid.uuid4().hex[:10]}") as address:
        app, owner = create_app(cluster.settings(address)), create_engine(address.owner)
        app.config["TESTING"] = True
        with app.app_context():
            lay_out(owner, cluster.settings(address))
        owner.dispose()
        yield Laid(app, address, cluster.superuser(name))
        release_store(app)


def of_table(laid: Laid, table: str, tenant: int) -> Any:
    """The id of a row of this office; None where it has none."""
    query = sql.SQL("select id from {} where tenant_id = %s limit 1").format(sql.Identifier(table))
    with psycopg.connect(laid.superuser) as owner:
        found = owner.execute(query, [tenant]).fetchone()
    return found[0] if found else None


def as_office(laid: Laid, kind: str) -> Neighbour:
    """The first office as one of this kind, with a browser for each of its titles."""
    app, database = laid.app, laid.database
    with psycopg.connect(laid.superuser) as owner:
        owner.execute("update identity.tenant set kind = %s", [kind])
    tenant = MadeTenant(OURS, f"attacked-{OURS}", "x", kind)
    here = Neighbour(app, tenant, "CNRY-o")
    for title in catalog().kind(kind).titles:
        here.users[title] = made = make_user(database, tenant, title)
        with app.app_context(), identity_session() as session:
            user = session.get(User, (OURS, made.id))
            assert user is not None
            here.cookies[title] = open_session(session, user)
            session.commit()
    return here


def table_of(rule: Rule, name: str) -> str | None:
    return RUNS.get(rule.endpoint.split(".")[0]) if name == "run_id" else ROWS.get(name)


def opened(desk: Desk, rule: Rule, method: str, ids: Ids) -> Told:
    """What the answer tells without the ids of rows. The number of an entry is short and might stand anywhere."""
    rows = {name: ids[name] for name in rule.arguments if table_of(rule, name) and name != "entry"}
    found = told(desk.open(rule, method, ids), rows)
    if (
        found.status == 303
    ):  # what it had to say stands on the next page: read it, so that it is not on the one after
        desk.client.get(f"/t/{desk.office.tenant.slug}/account/", base_url=BASE)
    return found


def cells(here: Neighbour, desk: Desk) -> Iterator[tuple[Rule, str]]:
    """The addresses that name such a row, with each method, for a title that may."""
    for rule in here.app.url_map.iter_rules():
        names = rule.arguments - {"tenant_slug"}
        rows = {name for name in names if table_of(rule, name)}
        if not rows or "tenant_slug" not in rule.arguments or not names - rows <= ALSO.keys():
            continue
        if desk.purpose and rule.endpoint.split(".")[0] not in REGISTERS | {"imports"}:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            guard = guard_for(here.app, rule.endpoint, method)
            if guard is not None and guard.permission is not None and desk.may(guard.permission):
                yield rule, method


@pytest.mark.parametrize("kind", sorted(catalog().kinds))
def test_a_row_of_next_door_is_a_row_of_nothing(laid: Laid, kind: str) -> None:
    here, tried, wrong = as_office(laid, kind), set(), []
    rows = {table: of_table(laid, table, THEIRS) for table in {*ROWS.values(), *RUNS.values()}}
    assert all(rows.values())
    own = {
        name: of_table(laid, table, OURS)
        for name, table in (("vehicle_id", "vehicle"), ("person_id", "person"))
    }
    with psycopg.connect(laid.superuser) as owner:
        number = owner.execute('select number from "case" where tenant_id = %s limit 1', [OURS]).fetchone()
    assert number
    for desk in desks(here):
        for rule, method in cells(here, desk):
            names = {name: table_of(rule, name) for name in rule.arguments - {"tenant_slug"}}
            fixed: dict[str, object] = {**ALSO, **own, "number": number[0]}
            theirs = fixed | {name: rows[table] for name, table in names.items() if table}
            nothing = fixed | {
                name: 2**40 if isinstance(value, int) else uuid.uuid4()
                for name, value in theirs.items()
                if names.get(name)
            }
            got, wanted = (opened(desk, rule, method, ids) for ids in (theirs, nothing))
            tried.add(rule.endpoint)
            where = f"{method} {rule.endpoint} as {desk.title} {desk.purpose}"
            wrong += [f"{where}: a word of next door"] if "CNRY-t" in got.words else []
            wrong += (
                [f"{where}: {got[:2]} {wanted[:2]}"] if got != wanted or got.status // 100 in (2, 5) else []
            )
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 20
