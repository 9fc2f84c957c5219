"""`make bench`: every area, or one; each is a module `area_<name>.py` with a function `measure(ground)`.

An area that promises something returns its figures. They are written to `build/bench.json`, and when one does not
hold, the command fails.
"""

import argparse
import importlib
import pkgutil
import sys
import time

from tests import benchmarks
from tests.benchmarks.ground import Ground
from tests.benchmarks.timing import Figure, keep


def areas() -> list[str]:
    """The areas there are."""
    names = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name.removeprefix("area_") for name in names if name.startswith("area_"))


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--area", default="", help=f"one of: {', '.join(areas())}")
    told = parser.parse_args()
    if told.area and told.area not in areas():
        print(f"There is no area {told.area}. Areas: {', '.join(areas())}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    with Ground() as ground:
        for name in [told.area] if told.area else areas():
            begun = time.monotonic()
            print(f"\n== {name} ==", flush=True)
            figures += importlib.import_module(f"tests.benchmarks.area_{name}").measure(ground) or ()
            print(f"   ({time.monotonic() - begun:.0f} s)", flush=True)
    if figures:
        keep(figures)
    return 0 if all(one.holds for one in figures) else 1


sys.exit(main())
