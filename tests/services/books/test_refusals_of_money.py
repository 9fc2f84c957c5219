"""Whatever an act about money is refused for has a code of its own, and a sentence that says what to do instead."""

import ast
from collections.abc import Iterator
from pathlib import Path

import casework.services
from casework.services.pledges.bank_orders import WHY

SERVICES = Path(casework.services.__file__).parent
MONEY = (
    *("books/*.py", "batches/*.py", "gift_aid/*.py", "pledges/*.py", "statements/*.py"),
    *("donors/*_gift.py", "donors/*_receipt.py", "donors/release_fund.py", "donors/recognise.py"),
)
NAMED = ("Refused", "Coded")


def refusals() -> Iterator[tuple[str, str]]:
    """Each code with its sentence, as they stand in the acts."""
    for pattern in MONEY:
        for file in sorted(SERVICES.glob(pattern)):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMED:
                    yield from _told(node)


def _told(call: ast.Call) -> Iterator[tuple[str, str]]:
    words = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant)]
    texts = [one for one in words if isinstance(one, str)]
    codes = [text for text in texts if text.isupper() and " " not in text]
    said = [text for text in texts if " " in text]
    if codes:
        yield codes[0], said[0] if said else ""


def test_no_code_stands_for_two_sentences() -> None:
    found: dict[str, set[str]] = {}
    for code, said in refusals():
        found.setdefault(code, set()).add(said)
    assert len(found) > 25
    assert {code: said for code, said in found.items() if len(said - {""}) > 1} == {}


def test_each_refusal_of_an_act_says_what_to_do() -> None:
    cures = [(code, said) for code, said in refusals() if said]
    cures += [(f"BANK_FILE_{code}", said.text) for code, said in WHY.items()]
    without = [code for code, said in cures if ". " not in said and ":" not in said and "Enter" not in said]
    assert without == []
