"""Each code with which vehicles, plates, requests, complaints, records, mail and deadlines refuse something is met."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
RAISED = {"Refused", "NotSigned", "NoConsent", "Finding", "warning", "Coded", "WrongState"}
SERVICES = (
    *("vehicles", "lookup", "lenders", "papers", "signatures", "fraud", "fees"),
    *(
        "requests",
        "records",
        "deadlines",
        "agreements",
        "mail",
        "intake",
        "forwarding",
        "outside",
        "units",
        "letters",
    ),
)
WEB = ("papers", "lookup", "registers", "requests", "post", "public", "open311", "track")
PLACES = ("domain", *(f"web/{name}" for name in WEB), *(f"services/{name}" for name in SERVICES))
PACKS = (
    "vehicle_transfer",
    "first_title",
    "release_of_liability",
    "constituent_request",
    "complaint",
    "records_request",
)
GUARD = re.compile(r"^\[[a-z_.]*guards\.([A-Z_]+)\]\n((?:[a-z_]+ = .*\n)+)", re.MULTILINE)

OF_TRANSFERS = ("title_rules", "transfer_checks", "transfer_parties", "transfer_papers", "estate", "odometer")
CURE = re.compile(r"[.:] \w|^(?:Add|Check|Compare|Enter|Name|Say|Send)\b|\bhas to\b|\bhave to\b|Nobody may")


def raised(tree: ast.AST) -> Iterator[str]:
    """The codes of what is refused or found here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
            for part in node.args[:2]:
                for leaf in ast.walk(part) if isinstance(part, ast.IfExp) else (part,):
                    if isinstance(leaf, ast.Constant) and CODE.fullmatch(str(leaf.value)):
                        yield str(leaf.value)
        # tables: (code, sentence)
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Call):
            first, said = node.elts[0], getattr(node.elts[1].func, "id", "")
            if said == "phrase" and isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
                yield str(first.value)


def codes() -> dict[str, str]:
    """Every code, with a place where it is given."""
    found: dict[str, str] = {}
    for place in PLACES:
        for path in (ROOT / "casework" / place).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= dict.fromkeys(raised(tree), str(path.relative_to(ROOT)))
    for pack in PACKS:
        told = (ROOT / "workflows" / pack / "workflow.toml").read_text(encoding="utf-8")
        # where a hook speaks, it says which code
        rules = [name for name, body in GUARD.findall(told) if "hook = " not in body]
        found |= dict.fromkeys(rules, f"workflows/{pack}")
    return found


def test_every_code_is_met_by_a_test() -> None:
    found = codes()
    assert len(found) > 100, "the codes are not where this test looks for them"
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("*.py")
        if path.name != Path(__file__).name
    )
    named = set(CODE.findall(tests))
    missed = sorted(f"{code} ({place})" for code, place in found.items() if code not in named)
    assert not missed, "no test meets " + ", ".join(missed)


def test_every_refusal_of_a_transfer_says_what_to_do() -> None:
    said = []
    for name in (*OF_TRANSFERS, "emissions", "vin"):
        tree = ast.parse((ROOT / "casework" / "domain" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "phrase":
                said += [str(part.value) for part in node.args[:1] if isinstance(part, ast.Constant)]
    assert len(said) > 60, "the sentences are not where this test looks for them"
    assert [words for words in said if not CURE.search(words)] == []
