"""JSON read strictly: one meaning for every body, or none. What parsers read differently is refused."""

import json
import re
from math import isinf
from typing import Any, NoReturn

from casework.base.errors import CaseworkError
from casework.base.phrases import Sayable, phrase

DEEPEST = 12
LONGEST_NUMBER = 40
LARGEST = 2**63 - 1
_MARK = re.compile(rb'["\[\]{}]')
_STRING_END = re.compile(rb'(?:[^"\\]|\\.)*"', re.DOTALL)
_UNTEXT = re.compile("[\ud800-\udfff\x00]")


class BadJson(CaseworkError):
    """The body is no JSON, or JSON that two readers could take for two things."""

    status = 400


def read_json(body: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises BadJson.

    Refused: another encoding or a byte order mark, nesting deeper than `DEEPEST`, a name twice in one object, NaN and
    infinities, numbers beyond 64 bits, NUL and halves of surrogate pairs.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadJson(phrase("The body must be UTF-8.")) from None
    _check_depth(body)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        raise BadJson(phrase("The body is not well-formed JSON.")) from None
    _check_texts(value)
    return value


def _check_depth(body: bytes) -> None:
    depth, at = 0, 0
    while found := _MARK.search(body, at):
        at = found.end()
        if found[0] == b'"':
            end = _STRING_END.match(body, at)
            at = end.end() if end else len(body)
            continue
        depth += 1 if found[0] in b"[{" else -1
        if depth > DEEPEST:
            raise BadJson(phrase("The body is nested too deeply: %(most)s levels at most.", most=DEEPEST))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadJson(phrase("A name stands twice in one object."))
    return made


def _no_constant(name: str) -> NoReturn:
    raise BadJson(phrase("NaN and Infinity are no JSON numbers."))


def _too_large() -> Sayable:
    return phrase("A number is too large.")


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER or abs(int(text)) > LARGEST:
        raise BadJson(_too_large())
    return int(text)


def _finite(text: str) -> float:
    number = float(text) if len(text) <= 4 * LONGEST_NUMBER else float("inf")
    if isinf(number):
        raise BadJson(_too_large())
    return number


def _check_texts(value: Any) -> None:
    """No string holds what is no text: NUL, or one half of a surrogate pair."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and _UNTEXT.search(part):
            raise BadJson(phrase("A text holds characters that stand for no text."))
        if isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part
