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

# Where refusals of vehicles, plates and look-ups are worded, and how a sentence tells what to do, or who does it.
WORDED = (
    *(
        "services/vehicles",
        "services/lookup",
        "services/lenders",
        "services/fraud",
        "services/signatures",
        "services/fees",
    ),
    *("services/papers/make_paper.py", "services/papers/withdraw_paper.py"),
    *(f"domain/{name}.py" for name in ("title_rules", "estate", "odometer", "emissions", "vin", "signing")),
    *(f"domain/{name}.py" for name in ("transfer_checks", "transfer_parties", "transfer_papers")),
    *(f"domain/{name}.py" for name in ("plate_life", "plate_fate", "plate_text", "holds", "hold_authority")),
)
DO = """add|answer|apply|ask|attach|bring|change|check|choose|compare|complete|confirm|correct|describe|enter|find
|finish|fix|give|go|have|issue|keep|leave|look|name|open|order|pay|propose|put|read|record|refer|refund|refuse|reject
|reload|renew|report|say|see|send|show|sign|state|take|tell|tick|try|type|upload|use|wait|write"""
BY = "officer|supervisor|executor|heir|cashier|estate|somebody else"
CURE = re.compile(
    rf"(?:^|[.:;,?] |\b(?:or|and|then) )(?:{DO})\b|\b(?:must|has to|have to|needs?|first)\b"
    rf"|(?:{BY})\b.* (?:waives|approves|enters|applies|signs|releases|goes)\b".replace("\n", ""),
    re.IGNORECASE,
)


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


def test_every_refusal_says_what_to_do() -> None:
    said = dict[str, str]()
    for place in WORDED:
        start = ROOT / "casework" / place
        for path in (start,) if start.suffix else sorted(start.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "phrase":
                    said |= {
                        str(part.value): path.name for part in node.args[:1] if isinstance(part, ast.Constant)
                    }
    sentences = {words: name for words, name in said.items() if len(words.split()) > 3}
    assert len(sentences) > 200, "the sentences are not where this test looks for them"
    assert {words: name for words, name in sentences.items() if not CURE.search(words)} == {}
