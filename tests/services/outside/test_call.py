"""The one way out, against a real server: what was judged is what is connected to, and nobody keeps us waiting."""

import socket
import time
from collections.abc import Iterator

import pytest

from casework.domain.outside import Outside
from casework.services.outside.call import MOST_BYTES, NoAnswer, NotReached, Question, ask
from tests.services.outside.strangers import Stranger, drips, hangs_up, says, stranger


@pytest.fixture(scope="module")
def there() -> Iterator[Stranger]:
    with stranger() as running:
        yield running


def address(there: Stranger) -> Outside:
    return Outside("http", "127.0.0.1", there.port, "/v2")


def test_an_answer_comes_whole_and_the_question_is_as_it_was_asked(there: Stranger) -> None:
    there.replies[:] = [says("<a/>")]
    form = (("attribute[x][]", "ä & ö"), ("attribute[x][]", "2"))
    answer = ask(address(there), Question("requests.xml", form=form), loopback=True)
    assert (answer.status, answer.body) == (200, b"<a/>")
    head, _, body = there.asked[-1].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v2/requests.xml HTTP/1.1\r\n")
    assert body == b"attribute%5Bx%5D%5B%5D=%C3%A4+%26+%C3%B6&attribute%5Bx%5D%5B%5D=2"


@pytest.mark.parametrize(
    "numbers",
    [["127.0.0.1"], ["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], []],
)
def test_a_name_that_leads_to_a_number_of_ours_is_never_connected_to(
    there: Stranger, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *told, **more: reached.append(told))
    with pytest.raises(NotReached):
        ask(Outside("https", "311.example.gov", there.port, ""), Question("x"), resolve=lambda *told: numbers)
    assert not reached


def test_a_name_is_resolved_once_so_a_second_answer_turns_nothing(
    there: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, reached = [["8.8.8.8"], ["127.0.0.1"]], []

    def connect(where: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(where[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotReached):
        ask(
            Outside("https", "311.example.gov", 443, ""),
            Question("x"),
            resolve=lambda *told: answers.pop(0),
        )
    assert (reached, len(answers)) == (["8.8.8.8"], 1)


def test_a_redirect_is_an_answer_and_is_not_followed(there: Stranger) -> None:
    there.replies[:] = [says("", "302 Found", f"Location: http://127.0.0.1:{there.port}/inside")]
    before = len(there.asked)
    assert ask(address(there), Question("x"), loopback=True).status == 302
    assert len(there.asked) == before + 1


def test_whoever_drips_is_cut_off_in_time(there: Stranger) -> None:
    there.replies[:] = [drips]
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        ask(address(there), Question("x"), loopback=True, seconds=0.3)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "reply",
    [
        hangs_up,
        says("x" * (MOST_BYTES + 1)),
        lambda out: out.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"),
        lambda out: out.sendall(b"not HTTP at all\r\n\r\n"),
        lambda out: out.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        lambda out: out.sendall(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200 + b"\r\n"),
    ],
    ids=["nothing", "too much", "cut short", "noise", "bad chunks", "too many headers"],
)
def test_what_is_no_whole_answer_is_none(there: Stranger, reply) -> None:
    there.replies[:] = [reply]
    with pytest.raises(NoAnswer):
        ask(address(there), Question("x"), loopback=True)


def test_nobody_at_home_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        port = ear.getsockname()[1]
    with pytest.raises(NotReached):
        ask(Outside("http", "127.0.0.1", port, ""), Question("x"), loopback=True)


def test_a_server_without_a_certificate_for_its_name_is_not_spoken_to(there: Stranger) -> None:
    there.replies[:] = [says("<a/>")]
    with pytest.raises(NotReached):
        ask(Outside("https", "127.0.0.1", there.port, ""), Question("x"), loopback=True, seconds=0.3)
