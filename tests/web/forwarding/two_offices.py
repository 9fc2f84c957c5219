"""An office that hands requests over, and whoever is at the other end: another office of ours, or a stranger."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from casework.jobs.forwarding import follow_forwarded, hand_over_request
from casework.services.cases.open_case import Opened, open_case
from casework.services.forwarding.keep_forwarding import ForwardingWish, keep_forwarding
from casework.services.office import Office, office_by_id
from casework.settings import Database
from tests.factories.tenants import MadeTenant
from tests.services.desks import Worker
from tests.web.requests.steps import move_on

HANDLING = "request_handling"
ANSWERS: dict[str, Any] = {
    "category": "pothole",
    "danger": True,
    "description": "A deep hole. Ada CNRY-words",
    "place": {"text": "Mill Lane 12", "lat": 43.1012, "lon": -88.0501},
    "name": "Ada CNRY-name",
    "email": "cnry-mail@example.org",
}
ADMIN = Worker(("administrator",))


class _Quiet(WSGIRequestHandler):
    def log(self, *told: Any) -> None:
        """Nothing: a test has no log."""


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[int]:
    """The port of an application that answers as if it stood where its settings say."""

    def at_home(environ: dict[str, Any], start: Any) -> Any:
        return app({**environ, "HTTP_HOST": "127.0.0.1:8000"}, start)

    server = make_server("127.0.0.1", 0, at_home, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True)
class Giver:
    """The office that hands over."""

    app: Flask
    database: Database
    tenant: MadeTenant

    @property
    def office(self) -> Office:
        return office_by_id(self.tenant.id)

    def hands_to(self, address: str, **more: Any) -> None:
        """Its potholes go there."""
        told = {"name": "County Roads", "address": address, "service": "pothole", "key": "cnry-key", **more}
        with self.app.app_context():
            office = self.office
            assert office.listed is not None
            with office.open(office.member(ADMIN, "administration")) as session:
                keep_forwarding(session, office.listed, "pothole", ForwardingWish(**told))
                session.commit()

    def report(self, **more: Any) -> Opened:
        """A request from the web."""
        case = uuid.uuid4()
        with self.app.app_context():
            office = self.office
            with office.open(office.applicant(case, HANDLING)) as session:
                assert office.listed is not None
                done = open_case(
                    session, office.listed, ANSWERS | more, language="en", channel="web", case_id=case
                )
                session.commit()
        return done

    def attempt(self, done: Opened, number: int | None = None) -> dict[str, Any]:
        """The job's next attempt, or one of this number; how it stands then."""
        row = self.row(done)
        told = {
            "forwarded": str(row["id"]),
            "case": str(done.case_id),
            "attempt": number or row["attempts"] + 1,
        }
        with self.app.app_context():
            office = self.office
            with office.open(office.system("hand_over_request")) as session:
                hand_over_request(session, **told)
                session.commit()
        return self.row(done)

    def follow(self) -> None:
        """The job that asks for news; nobody was asked just now."""
        self._run("update forwarded_request set asked_at = null where tenant_id = %s", [self.tenant.id])
        with self.app.app_context():
            office = self.office
            with office.open(office.system("follow_forwarded")) as session:
                follow_forwarded(session)
                session.commit()

    def row(self, done: Opened) -> dict[str, Any]:
        """How the hand-over stands, straight from the table."""
        (row,) = self._run("select * from forwarded_request where case_id = %s", [done.case_id])
        return row

    def entries(self, done: Opened, act: str) -> list[dict[str, Any]]:
        """What the ledger says."""
        return self._run(
            "select fields, detail from ledger_entry where case_id = %s and act = %s order by id",
            [done.case_id, act],
        )

    def _run(self, statement: str, values: list[Any]) -> list[dict[str, Any]]:
        url = self.database.owner.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True, row_factory=psycopg.rows.dict_row) as owner:
            done = owner.execute(statement, values)
            return done.fetchall() if done.description else []


def resolve(app: Flask, tenant: MadeTenant, number: str) -> None:
    """The other office does it."""
    for _ in range(3):
        move_on(app, tenant, number)
