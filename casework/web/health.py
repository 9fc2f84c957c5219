"""Two addresses for whoever watches the installation: is the process alive, can it serve."""

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from casework.store.identity import identity_session
from casework.store.revision import newest

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """This process answers. Says nothing of the database: restarting us would not cure it."""
    return _plainly({"status": "alive"})


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """The database answers and has the shape that this version wants; else 503 and which of the two is not so.

    Missing keys are told and do not count: everything but sealed values can be served.
    """
    keys = current_app.extensions["casework.installation"].keys
    found = {"database": "down", "schema": "unknown", "keys": "present" if keys.any else "missing"}
    try:
        with identity_session() as session:
            at = session.scalar(text("select version_num from public.alembic_version"))
    except SQLAlchemyError:
        return _plainly({"status": "waiting", **found}), 503
    found |= {"database": "up", "schema": "ready" if at == newest() else "other version"}
    good = found["schema"] == "ready"
    return _plainly({"status": "ready" if good else "waiting", **found}), 200 if good else 503


def _plainly(body: dict[str, str]) -> Response:
    answer = jsonify(body)
    answer.headers["Cache-Control"] = "no-store"
    return answer
