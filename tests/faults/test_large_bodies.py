"""Whoever sends too much reads why, from the server that people use: nobody's line is cut in the middle."""

import http.client
import shutil
import socket
from collections.abc import Iterator

import pytest

from casework.base.secrets_file import read_or_make
from casework.store.embedded import Embedded
from tests.faults.running import Running

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("installation") / "data"
    made = Running(folder)
    made.start()
    done = made.command("tenant", "add", "northport", "--name", "Northport", "--kind", "motor_vehicle_agency")
    assert done.returncode == 0, done.stderr
    yield made
    made.stop()
    Embedded(folder, read_or_make(folder)).remove()
    shutil.rmtree(folder)


def send(running: Running, path: str, megabytes: float, **headers: str) -> tuple[int, str, str]:
    """Send so much and only then look at what came back, as a browser does: status, type, words."""
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=120)
    line.putrequest("POST", path)
    size = int(megabytes * 1_000_000)
    for name, value in {**FORM, "Content-Length": str(size), **headers}.items():
        line.putheader(name, value)
    line.endheaders()
    piece = b"x" * 100_000
    for sent in range(0, size, len(piece)):
        line.send(piece[: size - sent])
    answer = line.getresponse()
    told = answer.status, answer.headers.get_content_type(), answer.read().decode()
    line.close()
    return told


@pytest.mark.parametrize("megabytes", [1.5, 30, 105, 180])
def test_a_form_too_large_is_answered_with_a_page(running: Running, megabytes: float) -> None:
    status, kind, words = send(running, "/t/northport/track/", megabytes)
    assert (status, kind) == (413, "text/html")
    assert "This is too big to send" in words


def test_more_files_than_a_case_may_have_are_answered_with_a_page(running: Running) -> None:
    files = {"Content-Type": "multipart/form-data; boundary=b"}
    for path in ("/t/northport/apply/data_change/evidence", "/t/northport/sign-in"):
        status, kind, words = send(running, path, 106, **files)
        assert (status, kind) == (413, "text/html"), path
        assert "This is too big to send" in words


def test_a_program_that_sends_too_much_is_told_so_in_its_own_words(running: Running) -> None:
    status, kind, words = send(running, "/api/v1/cases", 20, Authorization="Bearer cw_1_2_3")
    assert (status, kind) == (401, "application/problem+json")
    assert "token" in words


def test_a_body_that_waits_to_be_asked_for_is_refused_before_it_is_sent(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as line:
        line.sendall(
            b"POST /t/northport/sign-in HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 500000000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n" % running.port
        )
        assert b" 413 " in line.recv(200).split(b"\r\n")[0]
