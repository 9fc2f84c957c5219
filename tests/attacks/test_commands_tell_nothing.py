"""Every command, run against two offices with a canary in every class and place: what it prints and writes holds none.

What a command may show stands in its row, with the reason.
"""

from __future__ import annotations

import logging
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine

from casework.cli import main
from casework.core import create_core
from casework.settings import Settings
from casework.store.bind import release_store
from casework.store.ledger_key import make_signing_key
from casework.store.registers import db
from tests.attacks.ground import OURS, Ground
from tests.attacks.laid_out import lay_out
from tests.rig import PREFIX, Cluster
from tests.services.installation.keyed import installation
from tests.store.looking import plain_app
from tests.working import work_off

SLUG, NOBODY = f"attacked-{OURS}", str(uuid.uuid4())


@dataclass(frozen=True)
class Ran:
    """A command as somebody types it. `{…}` are places of `Scene.words`."""

    words: str
    code: int = 0
    typed: str = ""
    shows: Mapping[str, str] = field(default_factory=dict)  # a canary's class, and why it is shown
    writes: str = ""  # the file or folder that it leaves
    holds: Mapping[str, str] = field(default_factory=dict)  # classes that stand in it, and why
    env: Mapping[str, str] = field(default_factory=dict)


WHOLE = "the copy is there to bring everything back, in a file of 0600 that no command prints"
COPY = dict.fromkeys(
    (
        "open",
        "labelled",
        "matter",
        "internal",
        "contact",
        "identity",
        "location",
        "financial",
        "asset",
        "special",
    ),
    WHOLE,
) | {"sealed": "the box and its index, never the words: those are looked for apart"}
ENTRIES = {
    "open": "entries of the ledger, which hold ids and names of fields, never values: what an auditor is given"
}
RUNS = dict.fromkeys(
    ("open", "internal"), "the names of files that the operator brought: runs are chosen by them"
)
COMMANDS = [
    Ran("--help"),
    Ran(
        "db init", code=2
    ),  # the rest of it stands before there is an office: tests/store/test_roles_elsewhere.py
    Ran("db upgrade"),
    Ran("demo load", code=2),
    Ran("packs check"),
    Ran("tenant list"),
    Ran("tenant add {slug} --name Again --kind council", code=1),
    Ran("tenant add fresh --name Fresh --kind council"),
    Ran("tenant suspend {slug}"),
    Ran("tenant suspend {slug} --resume"),
    Ran("tenant suspend nowhere", code=1),
    Ran("user invite {slug} new@example.org --name New --title supervisor"),
    Ran("user invite {slug} link@example.org --name Link --title supervisor --show-link"),
    Ran(
        "user invite {slug} {email} --name Again --title supervisor",
        code=1,
        shows={"identity": "typed by the operator"},
    ),
    Ran("user invite nowhere new@example.org --name New", code=1),
    Ran("queue parked"),
    Ran("queue retry {job}"),
    Ran("queue retry 999999", code=1),
    Ran("import list {slug}", shows=RUNS),
    Ran("import run {slug} {nobody}", code=1),
    Ran("import undo {slug} {nobody}", code=1),
    Ran("import report {slug} {nobody} {folder}/report.csv", code=1),
    Ran("mail folders {slug}"),
    Ran("mail folders nowhere", code=1),
    Ran("mail webhook {slug}"),
    Ran("mail webhook {slug} --renew"),
    Ran("mail webhook nowhere", code=1),
    Ran("ledger verify"),
    Ran("ledger verify {slug} --json"),
    Ran("ledger seal"),
    Ran("ledger export {slug}", shows=ENTRIES),
    Ran("ledger export {slug} {folder}/ledger.jsonl", writes="ledger.jsonl", holds=ENTRIES),
    Ran("ledger export nowhere", code=1),
    Ran("ledger restored --reason {why}"),
    Ran("ledger new-key"),
    Ran("backup create {folder}/copy.tar", writes="copy.tar", holds=COPY),
    Ran("backup restore {folder}/copy.tar", code=1),
    Ran("backup release-mail"),
    Ran("keys status"),
    Ran("keys status --tenant {slug}"),
    Ran("keys export {folder}/keys", writes="keys"),
    Ran("keys rotate --tenant {slug}"),
    Ran("keys rotate"),
    Ran("keys rotate --root"),
    Ran("keys destroy --tenant {slug} --person {nobody} --reason {why}", code=1),
    Ran("keys destroy --tenant {slug} --person {person} --reason {why}", code=1, typed="n\n"),
    Ran("keys destroy --tenant {slug} --person {person} --reason {why} --yes"),
    Ran("keys status --tenant {slug}"),
]
IN_CLI = "counts, and lines of a file that the operator brought along: tests/cli/test_imports.py"
NOT_HERE = {
    **dict.fromkeys((f"import {one}" for one in ("check", "run", "undo", "list", "report")), IN_CLI),
    "run": "starts everything and stays; what its parts print is looked at below and in tests/faults",
    "serve": "the web server: stays; its log is that of the application",
    "mail listen": "stays; what it says and logs is looked at in tests/services/mail/test_mail_door.py",
    "worker": "stays; the same work is done below, with its log looked at",
    "demo begin": "what `run --demo` does first, in a child of it: makes up people of its own",
}


@dataclass
class Scene:
    """The offices, the installation, and what stands in the places of words."""

    ground: Ground
    settings: Settings
    words: Mapping[str, str]
    env: Mapping[str, str]
    folder: Path

    def run(self, command: click.Command, ran: Ran) -> tuple[int, str]:
        """The exit code, and all that it said."""
        typed = [part.format_map(self.words) for part in ran.words.split()]
        done = CliRunner().invoke(command, typed, env={**self.env, **ran.env}, input=ran.typed)
        fault = done.exception
        said = "" if fault is None or isinstance(fault, SystemExit) else f"{fault!r} {fault.__cause__!r}"
        return done.exit_code, f"{done.output} {done.stderr} {said}"

    def seen_in(self, told: str, but: Mapping[str, str], *, of: int | None = None) -> set[str]:
        """The canaries that show, those of classes that may be shown apart: of any office, or of this one alone."""
        seen = {one: self.ground.told[one] for one in self.ground.seen_in(told)}
        return {one for one, has in seen.items() if has.cls not in but or of not in (None, has.tenant)}


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("commands")
    with cluster.copy(name := f"casework_commands_{uuid.uuid4().hex[:8]}") as database:
        settings = installation(cluster, database, folder / "data")
        shutil.copy(cluster.folder / "secrets.toml", settings.data_dir)
        make_signing_key(settings.keys_dir)
        owner, app = create_engine(database.owner), plain_app(settings)
        with app.app_context():
            ground = lay_out(owner, settings)
            db.engine.dispose()
        owner.dispose()
        email = ground.of("register", "identity", "email")
        with psycopg.connect(cluster.superuser(name), autocommit=True) as conn:
            conn.execute(
                'update identity."user" set email = %s, email_key = %s where tenant_id = %s',
                [f"{email[:-1]}@example.org", f"{email[:-1]}@example.org".casefold(), OURS],
            )
            conn.execute("truncate queue.procrastinate_jobs cascade")
            job = conn.execute(PARKED, [ground.of("mine", "contact", "party")]).fetchone()[0]
            conn.execute("update queue.procrastinate_jobs set status = 'failed'")
        words = {"slug": SLUG, "person": str(ground.ours.person), "nobody": NOBODY, "folder": str(folder)}
        words |= {
            "why": "They asked us by letter to be forgotten",
            "email": f"{email[:-1]}@example.org",
            "job": str(job),
        }
        env = {
            "CASEWORK_DATA": str(settings.data_dir),
            "DATABASE_URL": cluster.url(name),
            "CASEWORK_ROLE_PREFIX": PREFIX,
        }
        yield Scene(ground, settings, words, env, folder)


# A job holds ids only; one that does not, by a fault, is not told either.
PARKED = """insert into queue.procrastinate_jobs (queue_name, task_name, args, status, attempts)
    values ('work', 'send_letter', jsonb_build_object('tenant', 9101, 'letter', %s::text), 'doing', 4) returning id"""


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        words = f"{before} {name}".strip()
        yield from leaves(command, words) if isinstance(command, click.Group) else [words]


def test_every_command_is_in_the_table() -> None:
    run = {name for name in leaves(main) if any(one.words.startswith(name) for one in COMMANDS)}
    assert run | NOT_HERE.keys() == set(leaves(main))


def test_no_command_shows_what_stands_in_an_office(scene: Scene) -> None:
    """One after the other, since some change what the next one finds."""
    wrong = []
    for ran in COMMANDS:
        code, said = scene.run(main, ran)
        seen = scene.seen_in(said, ran.shows, of=OURS)
        wrong += [f"{ran.words}: {code} {said[-600:]}"] if code != ran.code else []
        wrong += [f"{ran.words} shows {sorted(seen)}"] if seen else []
        wrong += [f"{ran.words} writes {sorted(found)}" for found in [_written(scene, ran)] if found]
    assert not wrong, "\n".join(wrong)


def _written(scene: Scene, ran: Ran) -> set[str]:
    if not ran.writes:
        return set()
    target = scene.folder / ran.writes
    files = [target, *target.rglob("*")] if target.is_dir() else [target]
    told = " ".join(path.read_bytes().decode("latin-1") for path in files if path.is_file())
    words = {scene.ground.of("register", "sealed", "ssn", tenant=tenant) for tenant in (9101, 9102)}
    return scene.seen_in(told, ran.holds) | {word for word in words if word in told}


def test_a_command_that_shows_one_is_noticed(scene: Scene) -> None:
    @click.command()
    def careless() -> None:
        with psycopg.connect(scene.settings.database.owner.replace("+psycopg", "")) as conn:
            click.echo(conn.execute("select name from person").fetchall())

    code, said = scene.run(careless, Ran(""))
    assert (code, bool(scene.seen_in(said, {}))) == (0, True)


def test_the_worker_logs_no_value_of_a_job_that_fails(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """A letter of a pack that nobody can read fails with its address and its words at hand."""
    app = create_core(scene.settings)
    with psycopg.connect(scene.settings.database.owner.replace("+psycopg", "")) as conn:
        letters = conn.execute("select tenant_id, id from letter where case_id is not null").fetchall()
    with psycopg.connect(scene.settings.database.worker.replace("+psycopg", ""), autocommit=True) as conn:
        conn.execute("delete from queue.procrastinate_jobs")
        for tenant, letter in letters:
            conn.execute(
                "insert into queue.procrastinate_jobs (queue_name, task_name, args) values"
                " ('work', 'send_letter', jsonb_build_object('tenant', %s::int, 'letter', %s::text))",
                [tenant, str(letter)],
            )
        with caplog.at_level(logging.DEBUG):
            work_off(app, scene.settings)
        failed = conn.execute("select count(*) from queue.procrastinate_jobs where attempts > 0").fetchone()
    release_store(app)
    assert failed[0] >= len(letters) > 0
    assert "send_letter" in caplog.text
    assert not scene.seen_in(caplog.text, {})
