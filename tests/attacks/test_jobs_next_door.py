"""Jobs as they lie in the queue, done by the worker: each registered kind for one office with ids of the office next
door, with somebody else's actor, for nobody, and with words it never takes. Nothing of next door moves or leaves."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import select

from casework.app import create_app
from casework.base.errors import WallError
from casework.jobs.queue import load_tasks, queue
from casework.models import Case
from casework.packs import catalog
from casework.services.letters import queue_mail
from casework.services.typesetting.typeset import stop_typesetting
from casework.settings import Settings
from casework.store.bind import release_store
from casework.store.registers import db
from tests.attacks.neighbours import CHANGE, Neighbour, make_neighbour
from tests.attacks.owner_sees import Change, Eye
from tests.factories.tenants import CHEAP
from tests.rig import Cluster
from tests.services.installation.keyed import installation
from tests.working import work_off

KIND, DEMO = "motor_vehicle_agency", "northport"
load_tasks()
JOBS = sorted(name for name, task in queue.tasks.items() if task.func.__qualname__.startswith("job."))
OURS = {name for name, task in queue.tasks.items() if task.func.__module__.startswith("casework.")}


@dataclass(frozen=True)
class Handed:
    """What a kind of job takes beside its tenant, by the names in `Town.ids`; and what it does with ids of its own:
    `acts` when something is seen of it at once, else why not."""

    ids: Mapping[str, str]
    acts: bool = False
    why: str = ""


NOTHING_DUE = "a daily look that finds nothing to do in an office of today"
ANOTHER = "a register that these offices do not keep: an id of theirs all the same, of a case"
TASKS = {
    "send_letter": Handed({"letter": "letter"}, acts=True),
    "mail_link": Handed({"user": "user", "purpose": "reset"}, acts=True),
    "make_document": Handed({"case": "case", "kind": "printed", "template": "opening"}, acts=True),
    "run_clocks": Handed({"case": "case", "heard": "case"}, why=NOTHING_DUE),
    "find_fraud": Handed({}, why=NOTHING_DUE),
    "lapse_plates": Handed({}, why=NOTHING_DUE),
    "end_disclosures": Handed({}, why=NOTHING_DUE),
    "find_signals": Handed({}, why=NOTHING_DUE),
    "break_glass": Handed({}, why=NOTHING_DUE),
    "sweep": Handed({}, why=NOTHING_DUE),
    "scan_files": Handed({}, why=NOTHING_DUE),
    "recount_deadlines": Handed({"after": "case"}, why=NOTHING_DUE),
    "ask_if_fixed": Handed({}, why=NOTHING_DUE),
    "count_requests": Handed({}, why=NOTHING_DUE),
    "apply_promises": Handed({"number": "0", "after": "case"}, why=NOTHING_DUE),
    "tell_followers": Handed({"request": "case"}, why=ANOTHER),
    "take_post": Handed({"item": "case"}, why=ANOTHER),
    "join_mail": Handed({"item": "case", "case": "case"}, why=ANOTHER),
    "hand_over_request": Handed({"forwarded": "case", "case": "case", "attempt": "0"}, why=ANOTHER),
    "try_forwarding": Handed({"forwarding": "case"}, why=ANOTHER),
    "follow_forwarded": Handed({}, why=NOTHING_DUE),
    "bind_agreement": Handed({"agreement": "case", "person": "case", "case": "case"}, why=ANOTHER),
    "make_statements": Handed({"run": "case"}, why=ANOTHER),
    "remind_grants": Handed({}, why=NOTHING_DUE),
    "ask_donors": Handed({"appeal": "case"}, why=ANOTHER),
    "print_letters": Handed({"run": "case"}, why=ANOTHER),
    "begin_care": Handed({"run": "case"}, why=ANOTHER),
    "take_payment": Handed({"payment": "case", "case": "case"}, why=ANOTHER),
    "thank_donors": Handed({"run": "case"}, why=ANOTHER),
    "tell_tribute": Handed({"tribute": "case"}, why=ANOTHER),
    "import_register": Handed({"run": "case"}, why=ANOTHER),
    "collect": Handed({"instalment": "case", "run": "case"}, why=ANOTHER),
    "mail_anchor": Handed({}, why="nothing is anchored in tests, so there is no head to mail"),
    "load_demo_step": Handed({"step": "0"}, why="there is no office of the demo; see below"),
}
WITHOUT_TENANT = {"retry_stalled", "remove_finished", "unknown"}
"""Housekeeping of the queue: takes a time, and a tenant is a word too many. So does what fans out to all tenants."""


@dataclass
class Town:
    """Two offices of a kind, what lies in the queue between them, and who sees all of it."""

    app: Flask
    settings: Settings
    here: Neighbour
    there: Neighbour
    eye: Eye

    def ids(self, office: Neighbour) -> dict[str, object]:
        """What jobs name, of one office."""
        ids = office.ids
        user = office.users["title_clerk"].id
        return {"letter": ids["letter"], "case": ids["case"], "user": user, "reset": "reset", "0": 0} | {
            "printed": "letter",
            "opening": catalog().workflow(CHANGE).opening_letter,
        }

    def job(self, task: str, office: Neighbour, **more: Any) -> dict[str, object]:
        """The words of a job of `here` that names ids of `office`."""
        told = {name: self.ids(office)[what] for name, what in TASKS[task].ids.items()}
        return {"tenant": self.here.tenant.id, **told, **more}

    def done(self, *jobs: tuple[str, Mapping[str, object]]) -> Came:
        """Put these jobs past the door into the queue, let the worker work, and tell what came of them."""
        assert self.settings.database is not None
        with psycopg.connect(self.settings.database.worker.replace("+psycopg", ""), autocommit=True) as conn:
            for task, args in jobs:
                words = json.dumps(args, default=str)
                put = sql.SQL(
                    "insert into queue.procrastinate_jobs (queue_name, task_name, args) values ('work', %s, %s)"
                )
                conn.execute(put, [task, words])
            work_off(self.app, self.settings)
            left = conn.execute(
                "select task_name, attempts, status::text from queue.procrastinate_jobs"
            ).fetchall()
        changes = [one for one in self.eye.changes() if one.table != "procrastinate_jobs"]
        self.eye.put_back(self.eye.changes())
        mails = list(self._mails())
        return Came(
            changes, mails, {task for task, attempts, status in left if attempts and status != "succeeded"}
        )

    def _mails(self) -> Iterator[str]:
        for path in sorted(self.settings.data_dir.glob("outbox/*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            yield f"{mail['To']} {mail['Subject']} {mail.get_body(('plain',)).get_content()}"
            path.unlink()


@dataclass
class Came:
    """Rows that changed, mails that left, and tasks that failed."""

    changes: list[Change]
    mails: list[str]
    failed: set[str]

    def of(self, office: Neighbour) -> list[str]:
        """What touched or told an office."""
        rows = [
            f"{one.table} {sorted(one.columns)}"
            for one in self.changes
            if one.row["tenant_id"] == office.tenant.id
        ]
        return rows + [mail for mail in self.mails if office.canary.lower() in mail.lower()]


@pytest.fixture(scope="module")
def town(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with cluster.copy(name := "casework_jobs_next_door") as database:
        settings = installation(cluster, database, tmp_path_factory.mktemp("data"))
        app = create_app(settings)
        app.config.update(PASSWORD_COST=CHEAP)
        offices = [make_neighbour(app, database, KIND, name) for name in ("Here", "There")]
        for office in offices:
            with office.records() as session:
                case = session.scalars(select(Case).where(Case.number == office.ids["change"])).one()
                told = {"language": "en", "address": f"{office.canary.lower()}@example.org"}
                letter = queue_mail(
                    session, catalog().workflow(CHANGE).opening_letter, case_id=case.id, **told
                )
                session.commit()
            office.ids |= {"letter": letter, "case": case.id}
        with psycopg.connect(cluster.superuser(name), autocommit=True) as owner:
            # The demo's loader finds its offices by their address: this one has the address of one.
            owner.execute("update identity.tenant set slug = %s where id = %s", [DEMO, offices[1].tenant.id])
            owner.execute("truncate queue.procrastinate_jobs cascade")
        eye = Eye(cluster.superuser(name))
        yield Town(app, settings, *offices, eye)
        eye.close()
        stop_typesetting()
        release_store(app)


def test_every_registered_kind_of_job_is_in_the_table() -> None:
    fan_out = {name for name in OURS if name.endswith(":for_each_tenant")}
    assert OURS - fan_out == TASKS.keys() | WITHOUT_TENANT
    assert all(one.acts or one.why for one in TASKS.values())


def test_with_ids_of_its_own_a_job_does_its_work(town: Town) -> None:
    came = town.done(*((task, town.job(task, town.here)) for task, one in TASKS.items() if one.acts))
    assert not came.failed
    assert len(came.mails) == 2, came.mails
    assert {one.table for one in came.changes} >= {"issued_paper", "letter", "ledger_entry"}
    assert not came.of(town.there)


def test_with_ids_of_next_door_it_moves_and_tells_nothing(town: Town) -> None:
    came = town.done(*((task, town.job(task, town.there)) for task in TASKS))
    assert not came.of(town.there)
    assert not came.mails, came.mails
    assert came.failed >= {"run_clocks", "load_demo_step"}, "what was asked for by name is not there"
    assert "mail_link" not in came.failed, (
        "the account was found, and a key of the database alone held it back"
    )


@pytest.mark.parametrize(
    "forged",
    [
        {"case": "case"},
        {"purpose": "system:load_demo", "duties": ["privacy_officer"]},
        {"session": None, "actor_kind": "member", "read": ["sealed"]},
    ],
)
def test_words_that_no_job_takes_stop_it(town: Town, forged: dict[str, object]) -> None:
    more = {name: town.ids(town.there).get(str(value), value) for name, value in forged.items()}
    given = {
        task: {**town.job(task, town.here), **more}
        for task in TASKS
        if not set(forged) & TASKS[task].ids.keys()
    }
    came = town.done(*given.items())
    assert not came.of(town.there)
    assert not came.mails, came.mails
    assert came.failed == given.keys()


def test_whoever_the_payload_names_the_ledger_says_the_system(town: Town) -> None:
    actors = [
        town.there.users["privacy_officer"].id,
        town.here.users["administrator"].id,
        town.here.tenant.id,
    ]
    wrapped = [task for task in TASKS if task in JOBS]
    for actor in actors[:2]:
        came = town.done(*((task, town.job(task, town.here, actor=actor)) for task in wrapped))
        entries = [one.row for one in came.changes if one.table == "ledger_entry"]
        assert len(came.mails) == 1
        assert entries
        assert {(entry["actor_kind"], entry["actor_id"]) for entry in entries} == {("system", None)}
        assert not came.of(town.there)


@pytest.mark.parametrize("tenant", [None, 999_999, "next door", True])
def test_a_job_for_nobody_does_nothing(town: Town, tenant: object) -> None:
    jobs = {task: {**town.job(task, town.there), "tenant": tenant} for task in TASKS}
    if tenant is None:
        jobs = {
            task: {name: value for name, value in args.items() if name != "tenant"}
            for task, args in jobs.items()
        }
    came = town.done(*jobs.items())
    assert not came.changes, came.changes
    assert not came.mails, came.mails


def test_housekeeping_of_the_queue_takes_no_tenant(town: Town) -> None:
    fan_out = {name for name in OURS if name.endswith(":for_each_tenant")}
    told = {"tenant": town.here.tenant.id, "timestamp": 0}
    came = town.done(*((task, told) for task in sorted(fan_out | WITHOUT_TENANT)))
    assert not came.changes, came.changes
    assert came.failed == fan_out | WITHOUT_TENANT


def test_a_body_without_its_wrapper_finds_no_rows(town: Town) -> None:
    """Neither on the session of Flask-SQLAlchemy, nor on that of a viewer who declared no purpose or who has left."""
    refused = set()
    with town.app.app_context():
        for task in JOBS:
            body = inspect.getclosurevars(queue.tasks[task].func).nonlocals["function"]
            ids = {name: str(value) for name, value in town.job(task, town.here).items() if name != "tenant"}
            with pytest.raises(RuntimeError):
                body(db.session, **ids)
            with town.here.office.open(town.here.office.system(task)) as left:
                left.commit()
            try:
                body(left, **ids)
            except WallError:
                refused.add(task)
    # A body that finds nothing to do at this kind of office asks for no rows, and is not refused any.
    assert refused >= {"send_letter", "run_clocks", "make_document", "sweep", "scan_files", "find_signals"}
    assert not town.eye.changes()
