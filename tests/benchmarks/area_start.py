"""How long a start takes, from the command to the first page."""

import shutil
import tempfile
import time
from pathlib import Path

from casework.base.secrets_file import read_or_make
from casework.store.embedded import Embedded
from tests.benchmarks.ground import Ground
from tests.faults.running import Running


def measure(_: Ground) -> None:
    """The first start makes the database; the others find it."""
    folder = Path(tempfile.mkdtemp()) / "data"
    running = Running(folder, demo=True)
    for name in ("the first start", "the next start", "the start after a kill"):
        begun = time.perf_counter()
        running.start()
        print(f"   {name:44s} {time.perf_counter() - begun:8.2f} s", flush=True)
        if name == "the next start":
            running.kill()
        else:
            running.stop()
    Embedded(folder, read_or_make(folder)).remove()
    shutil.rmtree(folder.parent)
