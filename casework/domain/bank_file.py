"""Files to the bank and from it: lines of plain text whose last one says how many there are, what they come to, and a
digest of all before it. A file cut short, changed or mixed up can't be taken for a whole one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date

from casework.base.money import Money, total
from casework.base.values import Value
from casework.domain.collection import CODES, Answer, Order

ORDERS, ANSWERS, MANDATES = "casework-orders", "casework-answers", "casework-mandates"
LARGEST = 20_000_000
_FIELD = re.compile(r"[A-Za-z0-9._:/-]{1,80}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")


class BadFile(ValueError):
    """The file is no whole file of this kind. `code` says what is wrong, `line` where."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(f"{code} in line {line}" if line else code)
        self.code, self.line = code, line


class Head(Value):
    """What a file says of itself."""

    number: str
    made_on: date
    currency: str


class AnswerFile(Value):
    """A whole file of answers, checked."""

    head: Head
    answers: tuple[Answer, ...]
    total: Money
    digest: bytes


def write_orders(head: Head, orders: Sequence[Order]) -> bytes:
    """The file of these orders, all in the currency of the file."""
    rows = [("D", order.key, order.mandate, str(order.amount.minor)) for order in orders]
    return _whole(ORDERS, head, rows, total([order.amount for order in orders], head.currency))


def write_mandates(head: Head, told: Sequence[tuple[str, str]]) -> bytes:
    """The file that tells the bank which account stands behind each new mandate."""
    return _whole(
        MANDATES, head, [("M", mandate, account) for mandate, account in told], Money(0, head.currency)
    )


def write_answers(head: Head, answers: Sequence[Answer]) -> bytes:
    """The bank's file, as `read_answers` takes it."""
    rows = [
        (
            *("D", answer.key, "charged" if answer.charged else "declined", str(answer.amount.minor)),
            *(answer.processor_id or "-", answer.code or "-", str(answer.fee.minor if answer.fee else 0)),
        )
        for answer in answers
    ]
    return _whole(ANSWERS, head, rows, total([answer.amount for answer in answers], head.currency))


def read_answers(content: bytes) -> AnswerFile:
    """What the bank answers. BadFile: NOT_TEXT, CUT_SHORT, DIGEST, HEAD, LINE, COUNT, TOTAL, TWICE."""
    if len(content) > LARGEST:
        raise BadFile("TOO_LARGE")
    lines = _lines(content)
    head = _head(lines[0], ANSWERS)
    answers = tuple(_answer(line, place, head.currency) for place, line in enumerate(lines[1:-1], 2))
    _check_end(lines[-1], content, answers, head.currency)
    if len({answer.key for answer in answers}) < len(answers):
        raise BadFile("TWICE")
    paid = [answer.processor_id for answer in answers if answer.processor_id]
    if len(set(paid)) < len(paid):
        raise BadFile("TWICE")
    whole = total([answer.amount for answer in answers], head.currency)
    return AnswerFile(head, answers, whole, hashlib.sha256(content).digest())


def _lines(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        raise BadFile("NOT_TEXT") from None
    if not text.endswith("\n"):
        raise BadFile("CUT_SHORT")
    lines = [line.split("|") for line in text[:-1].split("\n")]
    if len(lines) < 2 or lines[-1][0] != "T":
        raise BadFile("CUT_SHORT")
    return lines


def _head(fields: list[str], kind: str) -> Head:
    try:
        mark, said, number, made_on, currency = fields
        if (
            mark != "H"
            or said != kind
            or not _FIELD.fullmatch(number)
            or not re.fullmatch("[A-Z]{3}", currency)
        ):
            raise BadFile("HEAD", 1)
        return Head(number, date.fromisoformat(made_on), currency)
    except ValueError:
        raise BadFile("HEAD", 1) from None


def _answer(fields: list[str], line: int, currency: str) -> Answer:
    if len(fields) != 7 or fields[0] != "D" or not all(_FIELD.fullmatch(field) for field in fields):
        raise BadFile("LINE", line)
    _mark, key, status, amount, processor_id, code, fee = fields
    if status not in ("charged", "declined") or not (_WHOLE.fullmatch(amount) and _WHOLE.fullmatch(fee)):
        raise BadFile("LINE", line)
    charged = status == "charged"
    if charged != (processor_id != "-") or charged == (code in CODES):
        raise BadFile("LINE", line)
    return Answer(
        key=key,
        charged=charged,
        amount=Money(int(amount), currency),
        processor_id=processor_id if charged else None,
        code=None if charged else code,
        fee=Money(int(fee), currency) if int(fee) else None,
    )


def _check_end(end: list[str], content: bytes, answers: Sequence[Answer], currency: str) -> None:
    if len(end) != 4:
        raise BadFile("CUT_SHORT")
    _mark, count, sum_, digest = end
    if count != str(len(answers)):
        raise BadFile("COUNT")
    if sum_ != str(total([answer.amount for answer in answers], currency).minor):
        raise BadFile("TOTAL")
    body = content[: content.rindex(b"\n", 0, -1) + 1]
    if digest != hashlib.sha256(body).hexdigest():
        raise BadFile("DIGEST")


def _whole(kind: str, head: Head, rows: Sequence[Sequence[str]], whole: Money) -> bytes:
    first = ("H", kind, head.number, head.made_on.isoformat(), head.currency)
    body = "".join("|".join(row) + "\n" for row in (first, *rows)).encode("ascii")
    end = ("T", str(len(rows)), str(whole.minor), hashlib.sha256(body).hexdigest())
    return body + ("|".join(end) + "\n").encode("ascii")
