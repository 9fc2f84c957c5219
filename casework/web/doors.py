"""How a blueprint is hung into the house: under the tenant's address or the installation's, with its guard."""

from flask import Blueprint, Flask

from casework.policy.guard import Guard
from casework.web.guards import guard_blueprint
from casework.web.tenancy import PREFIX


def tenant_door(app: Flask, blueprint: Blueprint, path: str = "", *, guard: Guard | None = None) -> None:
    """Register `blueprint` under `/t/<slug><path>`. `guard` holds for its views that bear none of their own."""
    app.register_blueprint(blueprint, url_prefix=PREFIX + path)
    if guard is not None:
        guard_blueprint(app, blueprint, guard)


def house_door(
    app: Flask, blueprint: Blueprint, path: str | None = None, *, guard: Guard | None = None
) -> None:
    """Register `blueprint` on the installation's own address, where there is no tenant."""
    if blueprint.name not in app.blueprints:
        app.register_blueprint(blueprint, url_prefix=path)
    if guard is not None:
        guard_blueprint(app, blueprint, guard)
