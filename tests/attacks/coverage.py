"""Every branch of the enforcement and of the policy is taken by a test, or this fails: `make coverage`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ENFORCEMENT = (
    *("access", "columns", "disclosure", "gate", "guarding", "parents", "present", "proof", "prover"),
    *("registers", "scope", "sealed", "selected", "session", "wall", "withheld"),
)
COVERAGE = (sys.executable, "-m", "coverage")
TESTS = ("tests/policy", "tests/store", "tests/attacks", "-k", "not doors and not browser")
NOT_THESE = (
    "test_access_matrix",
    "test_bad_input",
    "test_cookies",
    "test_every_id",
    "test_links",
    "test_throttle",
)


def measured() -> list[str]:
    """The files of which every branch must be taken."""
    store = [
        f"casework/store/{name}.py" for name in ENFORCEMENT if Path(f"casework/store/{name}.py").exists()
    ]
    return [*store, *sorted(str(path) for path in Path("casework/policy").glob("*.py"))]


def main(words: list[str]) -> int:
    """Run the narrow tests under branch coverage; 0 when they pass and miss nothing."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "coveragerc"
        listed = "\n    ".join(measured())
        config.write_text(
            f"[run]\nbranch = true\ninclude =\n    {listed}\ndata_file = {folder}/data\n"
            "[report]\nfail_under = 100\nshow_missing = true\nskip_covered = true\n"
            "exclude_also =\n    if TYPE_CHECKING:\n    @overload\n    ^    def \\w+\\(self\\)[^:]*: \\.\\.\\.$\n",
            encoding="utf-8",
        )
        # coverage starts pytest, not the other way round: what conftest imports is measured as well
        ignored = [f"--ignore-glob=*{name}*" for name in NOT_THESE]
        tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS, *ignored, *words]
        run = subprocess.run([*COVERAGE, "run", f"--rcfile={config}", *tests], check=False)
        report = subprocess.run([*COVERAGE, "report", f"--rcfile={config}"], check=False)
        return run.returncode or report.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
