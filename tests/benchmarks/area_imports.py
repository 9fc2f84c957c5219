"""How fast a register comes in from a file, and that memory does not grow with it.

Each import runs in a process of its own. `SIZE=full`: 10,000 and 100,000 rows; else a fifth. Promised: ten times
the rows need at most 1.2 times the memory. Of donors one in a hundred stands in the list twice and is asked about;
gifts go into the books one by one, so fewer of them come.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.ground import Ground
from tests.benchmarks.timing import Figure

MOST_MEMORY = 1.2
ROOT = Path(__file__).parents[2]


def measure(ground: Ground) -> list[Figure]:
    """Rows per second of dry run and run, and the growth of memory."""
    few = 10_000 if os.environ.get("SIZE") == "full" else 2_000
    figures = []
    for register, part in (("vehicles", 1), ("people", 1), ("donors", 2), ("gifts", 10)):
        figures += _figures(ground, register, few // part)
    return figures


def _figures(ground: Ground, register: str, few: int) -> list[Figure]:
    count = 10 * few
    small, large = _one(ground, register, few), _one(ground, register, count)
    return [
        Figure(f"{register}: rows a second, looked at ({count:,} rows)", count / large["checked"]),
        Figure(f"{register}: rows a second, written ({count:,} rows)", count / large["written"]),
        Figure(f"{register}: rows a second, taken back ({count:,} rows)", count / large["undone"]),
        Figure(f"{register}: peak memory in MB ({count:,} rows)", large["peak"]),
        Figure(
            f"{register}: peak memory, {count:,} rows to {few:,}", large["peak"] / small["peak"], MOST_MEMORY
        ),
    ]


def _one(ground: Ground, register: str, count: int) -> dict[str, float]:
    assert ground.settings.database is not None
    told = {
        **os.environ,
        "BENCH_FOLDER": str(ground.settings.data_dir),
        "BENCH_DATABASE": json.dumps(asdict(ground.settings.database)),
    }
    order = [sys.executable, "-m", "tests.benchmarks.importing", register, str(count)]
    done = subprocess.run(order, env=told, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    doubles = count // 100 if register == "donors" else 0
    if found["made"] != count - doubles:
        raise SystemExit(f"{register}: {found['made']} of {count - doubles} rows came in")
    print(
        f"   {register:10s} {count:8,d} rows  looked at {found['checked']:7.1f} s  written {found['written']:7.1f} s"
        f"  taken back {found['undone']:7.1f} s  peak {found['peak']:6.1f} MB",
        flush=True,
    )
    return found
