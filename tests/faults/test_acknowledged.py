"""What the office has acknowledged is there, once, with its ledger entry, whatever was killed meanwhile."""

import itertools
import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from casework.base.secrets_file import read_or_make
from casework.store.embedded import Embedded
from tests.faults.citizen import Citizen
from tests.faults.running import Running

DEEP = bool(os.environ.get("CASEWORK_DEEP"))
SUBMISSIONS = 200 if DEEP else 24
PARTS = ("casework serve", "web process", "casework worker", "postgres -D")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "data"
    made = Running(folder)
    made.env["CASEWORK_TRUSTED_PROXIES"] = "1"
    made.start()
    for slug in ("northport", "eastvale"):
        done = made.command("tenant", "add", slug, "--name", slug.title(), "--kind", "motor_vehicle_agency")
        assert done.returncode == 0, done.stderr
    yield made
    made.stop()
    Embedded(folder, read_or_make(folder)).remove()
    shutil.rmtree(folder)


class Killer(threading.Thread):
    """Kills every part with -9, one after the other, as long as citizens are at it; parts come back by themselves."""

    def __init__(self, running: Running) -> None:
        super().__init__(daemon=True)
        self.running = running
        self.done = threading.Event()
        self.killed: list[str] = []

    def run(self) -> None:
        while len(self.killed) < 3 * len(PARTS) and not self.done.wait(4 if DEEP else 1.5):
            part = PARTS[len(self.killed) % len(PARTS)]
            for pid in self._found(part):
                self.running.kill(pid)
            self.killed.append(part)
            self.done.wait(6 if DEEP else 2)

    def _found(self, part: str) -> list[int]:
        family = self.running.family()
        if part == "web process":
            return [pid for pid, command in family.items() if "casework serve" in command][1:]
        return [pid for pid, command in family.items() if part in command][:1]


def test_every_acknowledged_request_is_there_once_with_its_ledger_entry(running: Running) -> None:
    killer = Killer(running)
    counter = itertools.count()
    numbers: list[str] = []

    def citizens() -> None:
        while len(numbers) < SUBMISSIONS or set(killer.killed) != set(PARTS):
            number = next(counter)
            numbers.append(Citizen(running.port, ("northport", "eastvale")[number % 2], number).apply())

    killer.start()
    with ThreadPoolExecutor(4) as pool:
        for told in [pool.submit(citizens) for _ in range(4)]:
            told.result()
    killer.done.set()
    killer.join()
    assert len(set(numbers)) == len(numbers) >= SUBMISSIONS
    server = Embedded(running.folder, read_or_make(running.folder))
    with psycopg.connect(server.superuser("casework")) as conn:
        found = dict(conn.execute('select number, count(*) from "case" group by number').fetchall())
        opened = conn.execute(
            'select c.number from "case" c join ledger_entry e on e.tenant_id = c.tenant_id and e.case_id = c.id'
            " where e.act = 'case.opened'"
        ).fetchall()
    assert found == dict.fromkeys(numbers, 1)
    assert sorted(row[0] for row in opened) == sorted(numbers)
    verdict = running.command("ledger", "verify")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
