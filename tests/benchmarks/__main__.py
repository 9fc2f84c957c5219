"""`make bench`: every area, or one; each is a module `area_<name>.py` with a function `measure(ground)`."""

import argparse
import importlib
import pkgutil
import sys
import time

from tests import benchmarks
from tests.benchmarks.ground import SIZES, Ground


def areas() -> list[str]:
    """The areas there are."""
    names = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name.removeprefix("area_") for name in names if name.startswith("area_"))


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--area", default="", help=f"one of: {', '.join(areas())}")
    parser.add_argument("--size", choices=sorted(SIZES), default="default")
    told = parser.parse_args()
    if told.area and told.area not in areas():
        print(f"There is no area {told.area}. Areas: {', '.join(areas())}", file=sys.stderr)
        return 2
    with Ground(told.size) as ground:
        for name in [told.area] if told.area else areas():
            begun = time.monotonic()
            print(f"\n== {name} ==", flush=True)
            importlib.import_module(f"tests.benchmarks.area_{name}").measure(ground)
            print(f"   ({time.monotonic() - begun:.0f} s)", flush=True)
    return 0


sys.exit(main())
