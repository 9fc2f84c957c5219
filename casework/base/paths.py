"""Where the shipped folders lie: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path
from typing import Literal

Shipped = Literal["workflows", "tenants", "templates", "migrations", "translations"]

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: Shipped) -> Path:
    """The folder `name` that came with this installation."""
    bundled = _PACKAGE / "bundled" / name
    folder = bundled if bundled.is_dir() else _PACKAGE.parent / name
    if not folder.is_dir():
        raise FileNotFoundError(f"The folder {name} did not come with this installation. Install it anew.")
    return folder
