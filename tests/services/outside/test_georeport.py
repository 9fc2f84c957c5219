"""What other people's servers answer, as the standard lets them and as it does not."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from casework.domain.outside import Outside
from casework.services.outside.call import NoAnswer, NotReached
from casework.services.outside.georeport import (
    Endpoint,
    NotNow,
    NotTheProtocol,
    Taken,
    TheyRefused,
    asked_by,
    id_of,
    look_up,
    send,
    service_codes,
    with_words,
)
from tests.services.outside.strangers import Reply, Stranger, hangs_up, says, stranger

DECLARED = "<?xml version='1.0' encoding='utf-8'?>"


@pytest.fixture(scope="module")
def there() -> Iterator[Stranger]:
    with stranger() as running:
        yield running


@pytest.fixture
def endpoint(there: Stranger) -> Endpoint:
    return Endpoint(Outside("http", "127.0.0.1", there.port, ""), "city.gov", loopback=True)


def given(endpoint: Endpoint, there: Stranger, reply: Reply) -> Taken:
    there.replies[:] = [reply]
    return send(endpoint, [("service_code", "001")], key="secret", once="once-1")


ANSWERS = {
    "a number": (
        "<service_requests><request><service_request_id>293944</service_request_id><service_notice> Within  a week"
        "</service_notice><account_id/></request></service_requests>",
        Taken("293944", "", "Within a week"),
    ),
    "a token": (
        "<service_requests><request><token>12345</token></request></service_requests>",
        Taken("", "12345"),
    ),
    "neither": ("<service_requests><request><account_id/></request></service_requests>", Taken()),
    "with the namespace": (
        '<service_requests xmlns="http://wiki.open311.org/GeoReport_v2"><request><service_request_id>7'
        "</service_request_id></request></service_requests>",
        Taken("7"),
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_what_they_give_for_a_request_is_read(there: Stranger, endpoint: Endpoint, case: str) -> None:
    body, wanted = ANSWERS[case]
    assert given(endpoint, there, says(DECLARED + body)) == wanted
    asked = there.asked[-1]
    assert b"jurisdiction_id=city.gov&api_key=secret&service_code=001" in asked
    assert b"Idempotency-Key: once-1" in asked


ERRORS = "<errors><error><code>400</code><description>Say where.</description></error><error><code>403</code>"
ERRORS += "<description>Wrong key.</description></error></errors>"


@pytest.mark.parametrize(
    ("reply", "raised", "words"),
    [
        (says(ERRORS, "400 Bad Request"), TheyRefused, "Say where. Wrong key."),
        (says("<html>no</html>", "404 Not Found"), TheyRefused, "HTTP 404"),
        (says("", "301 Moved", "Location: https://x.example"), TheyRefused, "HTTP 301"),
        (says("", "429 Too Many"), NotNow, ""),
        (says("", "503 Unavailable"), NotNow, ""),
        (says("", "500 Broken"), NoAnswer, ""),
        (says("", "502 Bad Gateway"), NoAnswer, ""),
        (hangs_up, NoAnswer, ""),
        (says("<html>"), NotTheProtocol, ""),
        (says("<service_requests/>"), NotTheProtocol, ""),
        (says('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), NotTheProtocol, ""),
        (says("<a>&#0;</a>"), NotTheProtocol, ""),
        (
            says(f"<a><request><service_request_id>{'9' * 101}</service_request_id></request></a>"),
            NotTheProtocol,
            "",
        ),
    ],
)
def test_every_way_of_not_taking_it_is_told_apart(
    there: Stranger, endpoint: Endpoint, reply: Reply, raised: type[Exception], words: str
) -> None:
    with pytest.raises(raised) as caught:
        given(endpoint, there, reply)
    assert type(caught.value) is raised and getattr(caught.value, "words", "") == words


def test_an_alphabet_that_hides_a_declaration_is_not_read(there: Stranger, endpoint: Endpoint) -> None:
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(hidden)
    with pytest.raises(NotTheProtocol):
        given(endpoint, there, lambda out: out.sendall(head + hidden))


def test_services_and_what_one_asks_are_read(there: Stranger, endpoint: Endpoint) -> None:
    there.replies[:] = [
        says("<services><service><service_code>001</service_code></service></services>"),
        says(
            "<service_definition><service_code>001</service_code><attributes>"
            "<attribute><variable>true</variable><code>danger</code></attribute>"
            "<attribute><variable>false</variable><code>note</code></attribute></attributes></service_definition>"
        ),
        says("", "404 Not Found"),
    ]
    assert service_codes(endpoint) == ["001"]
    assert asked_by(endpoint, "a/b ü") == ["danger"]
    assert b"GET /services/a%2Fb%20%C3%BC.xml?" in there.asked[-1]
    assert asked_by(endpoint, "001") == []


def test_requests_are_looked_up_and_found_by_words_of_ours(there: Stranger, endpoint: Endpoint) -> None:
    body = (
        "<service_requests><request><service_request_id>7</service_request_id><status>CLOSED</status>"
        "<status_notes>Filled.</status_notes><updated_datetime>2026-11-05T08:15:30-05:00</updated_datetime>"
        "<description>A hole. R-123</description></request></service_requests>"
    )
    there.replies[:] = [says(body), says(body), says(body), says("<service_requests/>")]
    (one,) = look_up(endpoint, ["7", "8"])
    assert (one.id, one.is_open, one.notes) == ("7", False, "Filled.")
    assert one.updated_at == datetime(2026, 11, 5, 13, 15, 30, tzinfo=UTC)
    assert b"service_request_id=7%2C8" in there.asked[-1]
    since, until = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    found = with_words(endpoint, "001", "R-123", since, until)
    assert found is not None and found.id == "7"
    assert with_words(endpoint, "001", "R-999", since, until) is None
    assert b"start_date=2026-11-01T00%3A00%3A00Z&end_date=2026-11-02T00%3A00%3A00Z" in there.asked[-1]
    assert with_words(endpoint, "001", "R-123", since, until) is None


def test_a_token_becomes_a_number_in_its_time(there: Stranger, endpoint: Endpoint) -> None:
    there.replies[:] = [
        says("<service_requests><request><token>t</token></request></service_requests>"),
        says(
            "<service_requests><request><service_request_id>9</service_request_id></request></service_requests>"
        ),
        says("", "404 Not Found"),
    ]
    assert [id_of(endpoint, "t") for _ in range(3)] == ["", "9", ""]


def test_without_a_connection_it_is_clear_that_nothing_went_out(there: Stranger) -> None:
    with pytest.raises(NotReached):
        service_codes(Endpoint(Outside("http", "127.0.0.1", there.port, "")))
