"""The porch: all that a pack's hooks.py may import, and where those files are loaded.

A hooks.py names guards and effects. Each gets a `Deed` and either returns, or raises `Refused(code, message)`:
the code and wording of the pack's guard of the same code are shown instead of the message, when there is one.
"""

import importlib.util
import sys
from pathlib import Path

from casework.base.errors import Refused
from casework.packs import Catalog
from casework.packs.deed import Deed
from casework.packs.registry import effect, guard, paper_faults
from casework.services.documents import hooks as documents
from casework.services.donors import hooks as donors
from casework.services.fees import hooks as fees
from casework.services.papers import hooks as papers
from casework.services.records import hooks as records
from casework.services.requests import complaints
from casework.services.requests import hooks as requests
from casework.services.vehicles import first_title_hooks as first_titles
from casework.services.vehicles import hooks as vehicles
from casework.services.vehicles import release_hooks as releases
from casework.services.vehicles import review_price as prices
from casework.services.vehicles import transfer_hooks as transfers

__all__ = [
    "Deed",
    "Refused",
    "complaints",
    "documents",
    "donors",
    "effect",
    "fees",
    "first_titles",
    "guard",
    "load_hooks",
    "paper_faults",
    "papers",
    "prices",
    "records",
    "releases",
    "requests",
    "transfers",
    "vehicles",
]


def load_hooks(catalog: Catalog) -> None:
    """Run the hooks.py of every workflow that has one; loading twice changes nothing."""
    for workflow, folder in catalog.folders.items():
        if (folder / "hooks.py").is_file():
            _load(workflow, folder / "hooks.py")


def _load(workflow: str, path: Path) -> None:
    name = f"casework_pack_{workflow}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} can't be read as Python.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
