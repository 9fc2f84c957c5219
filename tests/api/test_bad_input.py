"""Whatever is sent: a clear refusal as a problem document, nothing stored, never a fault of ours."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from casework.api.bearer import MOST_BYTES
from casework.api.strict_json import BadJson, read_json
from tests.api.conftest import request_body
from tests.api.programs import Program

JSON = {"Content-Type": "application/json"}


def raw(program: Program, body: bytes, **headers: str):
    told = {**JSON, "Idempotency-Key": str(uuid4()), **headers}
    return program.call("POST", "/cases", data=body, headers=told)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"workflow": "x",}',
        b"nonsense",
        b"\xff\xfe{}",
        b'\xef\xbb\xbf{"workflow": "x"}',
        '{"workflow": "x"}'.encode("utf-16"),
        b'{"workflow": "a", "workflow": "b"}',
        b'{"answers": {"name": "a", "name": "b"}}',
        b'{"workflow": NaN}',
        b'{"workflow": -Infinity}',
        b'{"workflow": 1e400}',
        b'{"workflow": ' + b"9" * 1_000_000 + b"}",
        b'{"workflow": ' + b"9" * 5_000 + b"}",
        b'{"workflow": 9223372036854775808}',
        b'{"workflow": 1.' + b"0" * 10_000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 10_000,
        b"[" * 13 + b"]" * 13,
        rb'{"workflow": "\ud800"}',
        rb'{"\udfff": 1}',
        rb'{"workflow": "a\u0000b"}',
        b'{"workflow": "a\x00b"}',
        b'{"workflow": "\x01"}',
        b"{'workflow': 1}",
        b'{"workflow": 0x10}',
    ],
)
def test_a_body_that_two_readers_could_take_for_two_things_is_refused(officer: Program, body: bytes) -> None:
    answer = raw(officer, body)
    assert answer.status_code in (400, 413)
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"]


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"5", b'"text"', b"true", b'[{"workflow": "x"}]', b"", b"{}"]
)
def test_a_body_of_another_shape_is_refused_by_field(officer: Program, body: bytes) -> None:
    answer = raw(officer, body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]


def test_ten_megabytes_are_too_large(officer: Program) -> None:
    answer = raw(officer, b'{"workflow": "' + b"x" * 10_000_000 + b'"}')
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


def test_what_comes_in_chunks_is_not_read_beyond_the_limit(officer: Program) -> None:
    body = b'{"workflow": "x"}' + b" " * MOST_BYTES
    answer = officer.call(
        "POST",
        "/cases",
        input_stream=BytesIO(body),
        headers={**JSON, "Idempotency-Key": "a", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413, answer.get_json()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_is_not_called_json_is_not_read_as_json(officer: Program, kind: str) -> None:
    answer = raw(officer, b'{"workflow": "x", "answers": {}}', **{"Content-Type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        5,
        5.5,
        "",
        "x" * 300,
        "request\n",
        [],
        ["x"],
        {},
        {"x": 1},
        "\u202e",
        "a b",
        "../x",
        "'; --",
    ],
)
@pytest.mark.parametrize("name", ["workflow", "answers", "language", "channel"])
def test_a_field_of_another_type_is_named(officer: Program, name: str, value: Any) -> None:
    answer = officer.post("/cases", {**request_body(), name: value}, key=str(uuid4()))
    fine = {("answers", "{}"), ("language", "None")}
    assert answer.status_code == 422 or (name, str(value)) in fine
    if answer.status_code == 422:
        assert any(field.startswith(name) for field in answer.get_json()["errors"])


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, -1, 5.5, 2**63 - 1, "", "\u0001", "x" * 4500, [], [1], [[]], {}, {"minor": "x"}),
        *({"minor": 10**18, "currency": "USD"}, {"minor": 5}, {"line1": None}, {"text": "x", "lat": "nan"}),
    ],
)
def test_an_answer_of_any_type_to_any_question_is_a_value_or_a_refusal(
    program, northport, value: Any
) -> None:
    clerk = program(northport, "title_examiner", purpose="title_transfer")
    fields = clerk.get("/workflows/vehicle_transfer").get_json()["fields"]
    answers = {field["name"]: value for field in fields if field["kind"] != "file"}
    answer = clerk.post("/cases", {"workflow": "vehicle_transfer", "answers": answers}, key=str(uuid4()))
    assert answer.status_code == 422
    assert answer.get_json()["errors"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "ключ", "\t"])
def test_a_key_of_another_shape_is_refused(officer: Program, key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    answer = officer.call("POST", "/cases", json=request_body(), headers=headers)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.get_json()["errors"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/cases/x/y/z", "/cases/%00", "/people/1", "/cases/" + "x" * 65]
)
def test_an_address_that_is_none_is_told_so(officer: Program, path: str) -> None:
    answer = officer.get(path)
    assert answer.status_code in (400, 404)
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_a_method_that_an_address_does_not_take_is_told_which_it_takes(officer: Program, method: str) -> None:
    answer = officer.call(method, "/workflows")
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} == {part.strip() for part in answer.headers["Allow"].split(",")}


def test_asking_for_a_language_in_the_address_is_no_fault(officer: Program) -> None:
    assert officer.get("/cases?lang=es").status_code == 422


def test_strict_json_reads_what_is_json() -> None:
    text = '{"a": [1, -2.5, true, null, "x\\n\\"{[", {"b": "\\ud83d\\ude00 é"}], "c": 9223372036854775807}'
    assert read_json(text.encode()) == {
        "a": [1, -2.5, True, None, 'x\n"{[', {"b": "😀 é"}],
        "c": 2**63 - 1,
    }
    with pytest.raises(BadJson):
        read_json(b'{"a": 1} {"b": 2}')
