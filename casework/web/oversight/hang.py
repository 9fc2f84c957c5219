"""Hangs the doors of oversight into the house."""

from flask import Flask

from casework.web.doors import tenant_door
from casework.web.oversight import given, minimise, uses  # noqa: F401  # they hang their pages on the door
from casework.web.oversight.pages import oversight


def hang_oversight(app: Flask) -> None:
    """Every page of oversight; each view bears its guard."""
    tenant_door(app, oversight, "/desk/looks")
