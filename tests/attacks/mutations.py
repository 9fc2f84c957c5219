"""Break one thing at a time and see the tests notice: `python -m tests.attacks.mutations [words of a name]`.

Each mutant lives in a copy of the tree. What the tests say of the unbroken tree is asked first, so that "caught"
means something. Prints a table and writes build/mutations.json.
"""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.attacks.mutant_list import MUTANTS, Mutant

HERE = Path(__file__).resolve().parents[2]
PARTS = (
    "casework",
    "migrations",
    "templates",
    "tenants",
    "tests",
    "translations",
    "workflows",
    "pyproject.toml",
)
AT_ONCE = 2
MOST_SECONDS = 240
CAUGHT, SURVIVED, BROKEN = "caught", "survived", "does not run"


def copy_tree(target: Path) -> Path:
    """A copy of what the tests need."""
    for part in PARTS:
        if (HERE / part).is_dir():
            shutil.copytree(HERE / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(HERE / part, target / part)
    # Compiled once, and believed as long as the text is the same to the letter: what is broken is read anew.
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(target, quiet=2, invalidation_mode=mode, workers=0)
    return target


@contextmanager
def broken(tree: Path, mutant: Mutant) -> Iterator[None]:
    """The tree with one thing broken. LookupError when what is to be broken does not stand there exactly once."""
    path = tree / mutant.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(mutant.old) != 1:
        raise LookupError(f"{mutant.file} holds {whole.count(mutant.old)} times: {mutant.old[:60]}")
    path.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(whole, encoding="utf-8")


def run(tree: Path, *words: str, most: int = MOST_SECONDS) -> tuple[int, str]:
    """pytest's exit code in that tree, and the last of what it said."""
    order = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=line", *words]
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            order, cwd=tree, env=env, capture_output=True, text=True, timeout=most, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, "took too long"
    said = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode == 1 and not said:
        return -1, "no test failed, but pytest did"
    return done.returncode, (said or done.stdout.splitlines()[-1:] or [""])[0][:160]


def selection(mutant: Mutant) -> list[str]:
    """The tests that must notice."""
    return [mutant.tests, *(["-k", mutant.only] if mutant.only else [])]


def judge(tree: Path, mutant: Mutant) -> dict[str, object]:
    """Break it, run its tests, and say what came of it."""
    began = time.monotonic()
    try:
        with broken(tree, mutant):
            code, said = run(tree, *selection(mutant))
        came = {0: SURVIVED, 1: CAUGHT}.get(code, BROKEN)
    except LookupError as missing:
        came, said = BROKEN, str(missing)
    took = round(time.monotonic() - began, 1)
    return {"name": mutant.name, "came": came, "by": said, "seconds": took}


def red(trees: list[Path], mutants: list[Mutant]) -> list[str]:
    """What fails with nothing broken. Each tree runs its share of the files, each file once."""
    files = sorted({mutant.tests for mutant in mutants})
    with ThreadPoolExecutor(len(trees)) as pool:
        # A tree without a share stays out: pytest without files would run them all.
        shares = [share for number in range(len(trees)) if (share := files[number :: len(trees)])]
        said = pool.map(lambda tree, share: run(tree, *share, most=900), trees[: len(shares)], shares)
        return [words for code, words in said if code]


def main(wanted: list[str]) -> int:
    """Run the proof; how many were not caught."""
    mutants = [m for m in MUTANTS if all(word in m.name for word in wanted)]
    trees: SimpleQueue[Path] = SimpleQueue()

    def on_some_tree(mutant: Mutant) -> dict[str, object]:
        tree = trees.get()
        try:
            result = judge(tree, mutant)
        finally:
            trees.put(tree)
        print(f"{result['came']:13} {result['seconds']:>6} s  {result['name']}", flush=True)
        return result

    with (
        tempfile.TemporaryDirectory(prefix="casework-mutants-") as folder,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        copies = [copy_tree(Path(folder) / f"tree-{number}") for number in range(AT_ONCE)]
        if failing := red(copies, mutants):
            print("Red with nothing broken:", *failing, sep="\n  ")
            return 1
        for tree in copies:
            trees.put(tree)
        results = list(pool.map(on_some_tree, mutants))
    caught = sum(result["came"] == CAUGHT for result in results)
    target = HERE / "build" / "mutations.json"
    target.parent.mkdir(exist_ok=True)
    told = {"caught": caught, "of": len(results), "mutants": results}
    target.write_text(json.dumps(told, indent=1), encoding="utf-8")
    print(f"{caught} of {len(results)} caught. Written to {target}.")
    return len(results) - caught


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
