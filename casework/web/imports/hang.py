"""Hangs the doors of imports and exports into the house."""

from flask import Flask

from casework.web.doors import tenant_door
from casework.web.exports.pages import exports
from casework.web.imports import acts, pages  # noqa: F401  # they hang their pages on the door
from casework.web.imports.door import imports


def hang_imports(app: Flask) -> None:
    """Every page of imports and of lists as files; each view bears its guard."""
    tenant_door(app, imports, "/desk/imports")
    tenant_door(app, exports, "/desk/lists")
