"""One command runs everything; whatever is killed, the next start finds its data and nobody is left behind."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.base.secrets_file import read_or_make
from casework.store.embedded import Embedded
from tests.faults.running import Running, alive, until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("installation") / "data"
    made = Running(folder)
    made.start()
    yield made
    made.stop()
    Embedded(folder, read_or_make(folder)).remove()
    shutil.rmtree(folder)


def test_it_serves_and_says_where(running: Running) -> None:
    until(lambda: f"http://127.0.0.1:{running.port}" in Path(running.log.name).read_text())
    until(lambda: "casework tenant add" in Path(running.log.name).read_text())
    assert running.ready()


def test_a_second_start_on_the_same_folder_is_told_who_has_it(running: Running) -> None:
    second = running.command("run")
    assert second.returncode == 1
    assert "already uses" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_second_installation_is_told_when_its_port_is_taken(running: Running, tmp_path: Path) -> None:
    other = Running(tmp_path / "other")
    other.env["PORT"] = str(running.port)
    second = other.command("run")
    Embedded(other.folder, read_or_make(other.folder)).remove()
    assert second.returncode == 1
    assert "PORT" in second.stderr


def test_another_command_works_beside_it_on_the_same_database(running: Running) -> None:
    done = running.command("db", "upgrade")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("part", ["casework serve", "casework worker", "postgres -D"])
def test_a_part_that_is_killed_is_started_again(running: Running, part: str) -> None:
    before = running.one(part)
    running.kill(before)
    until(lambda: not alive(before))
    until(lambda: {pid for pid, words in running.family().items() if part in words} - {before})
    until(running.ready)


def test_a_web_process_that_is_killed_is_started_again(running: Running) -> None:
    def webs() -> set[int]:
        main = running.one("casework serve")
        return {pid for pid, command in running.family().items() if "casework serve" in command} - {main}

    before = webs()
    for pid in before:
        running.kill(pid)
    until(lambda: webs() and not webs() & before and running.ready())


def test_a_kill_of_everything_leaves_nobody_and_the_next_start_comes_up(running: Running) -> None:
    before = running.family()
    running.kill()
    running.start()
    until(lambda: not any(alive(pid) for pid in before))


@pytest.mark.parametrize(
    "word",
    [
        signal.SIGTERM,
        *(pytest.param(also, marks=pytest.mark.deep) for also in (signal.SIGINT, signal.SIGHUP)),
    ],
)
def test_asked_to_stop_it_stops_everything(running: Running, word: signal.Signals) -> None:
    before = running.family()
    assert running.stop(word) == 0
    assert not any(alive(pid) for pid in before)
    running.start()


def test_a_start_that_was_killed_while_making_the_database_is_made_good(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    secrets = read_or_make(folder)
    server = Embedded(folder, secrets)
    server.start()
    server.stop()
    half = server.files.with_name("pg.new")
    server.files.rename(half)
    server.start()
    try:
        assert not half.exists()
        assert server.pid is not None
        assert os.path.exists(server.socket)
    finally:
        server.stop()
        server.remove()
