"""The stand-alone verifier can be copied away: one file that needs Python and one library."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

FILE = Path(__file__).parents[2] / "casework" / "ledger_verifier.py"


def test_it_imports_the_standard_library_and_cryptography_only():
    tops = set()
    for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            tops |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            tops.add((node.module or "").split(".")[0])
        assert not (isinstance(node, ast.Name) and node.id == "__import__")
    assert tops - sys.stdlib_module_names == {"cryptography"}


def test_a_copy_of_it_runs_by_itself(tmp_path: Path):
    copy = shutil.copy(FILE, tmp_path)
    order = [sys.executable, "-I", str(copy), "--help"]
    done = subprocess.run(order, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--anchors" in done.stdout
