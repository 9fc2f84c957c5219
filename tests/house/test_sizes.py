"""Files and functions stay small enough to read in one go. Where a cut would be ugly, the list says why."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MODULE, FUNCTION, TEST_FILE, TEMPLATE, PARAMETERS = 250, 40, 300, 120, 5
LARGER: dict[str, str] = {
    "casework/ledger_verifier.py": "one file on purpose: it is copied away by itself",
    "casework/services/imports/workbook_child.py": "one file on purpose: it runs alone and imports nothing of ours",
}
"""Files over their wall, each with its reason."""
NEVER = {"manager", "helper", "helpers", "util", "utils", "common", "handler", "processor", "dto", "legacy"}


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def modules() -> list[Path]:
    shipped = [*ROOT.glob("casework/**/*.py"), *ROOT.glob("workflows/*/hooks.py")]
    return sorted(path for path in shipped if "__pycache__" not in path.parts)


def too_long(paths: list[Path], wall: int) -> list[str]:
    named = ((str(path.relative_to(ROOT)), lines(path)) for path in paths)
    return [
        f"{name}: {count} lines, the wall is {wall}"
        for name, count in named
        if count > wall and name not in LARGER
    ]


def test_modules_are_short():
    assert not too_long(modules(), MODULE)


def test_test_files_are_short():
    assert not too_long(sorted(ROOT.glob("tests/**/*.py")), TEST_FILE)


def test_templates_are_short():
    assert not too_long(sorted(ROOT.glob("templates/**/*.html")), TEMPLATE)


def test_functions_are_short_and_take_few_positional_parameters():
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            length = (node.end_lineno or 0) - node.lineno + 1
            positional = [a for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
            where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            if length > FUNCTION:
                found.append(f"{where}: {length} lines, the wall is {FUNCTION}")
            if len(positional) > PARAMETERS:
                found.append(f"{where}: {len(positional)} positional parameters, the wall is {PARAMETERS}")
    assert not found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is(path: Path):
    assert path.stem not in NEVER, f"{path.stem} says nothing: name what it does"
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "begin with a docstring"


def test_exceptions_to_the_walls_are_still_needed():
    assert not [name for name in LARGER if not (ROOT / name).exists()]
