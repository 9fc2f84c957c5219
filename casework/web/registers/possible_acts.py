"""What can become of a plate: who may enter it, what is asked with it, what is said when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.domain.plate_life import CHANGES, Event
from casework.policy.rulebook import allowed
from casework.services.vehicles.plate_view import LifeView
from casework.store.access import Viewer


class Act(Value):
    """One thing that can become of a plate: its heading, who may enter it, what is asked with it, what is said then."""

    label: Any
    permission: str
    asks: tuple[str, ...]
    done: Any


ACTS: Mapping[Event, Act] = {
    "surrendered": Act(_l("Given back"), "plate.report", ("on",), _l("The plate was given back.")),
    "lost": Act(
        _l("Report lost"), "plate.report", ("on", "place", "police"), _l("The plate is reported lost.")
    ),
    "stolen": Act(
        _l("Report stolen"), "plate.report", ("on", "place", "police"), _l("The plate is reported stolen.")
    ),
    "damaged": Act(_l("Damaged"), "plate.report", ("on", "place"), _l("The plate is recorded as damaged.")),
    "held": Act(_l("Its owner keeps it"), "plate.report", ("on",), _l("The plate is held by its owner.")),
    "found": Act(_l("Found again"), "plate.recall", ("on", "police"), _l("The plate was found.")),
    "revoked": Act(_l("Recall"), "plate.recall", ("on", "reason"), _l("The plate is recalled.")),
    "retired": Act(
        _l("Retire"),
        "plate.retire",
        ("on", "certificate", "witness"),
        _l("The plate is retired. Its number rests."),
    ),
}


def acts_on(life: LifeView | None, viewer: Viewer) -> list[tuple[str, str]]:
    """What this viewer may enter of a plate in this state: events with their labels."""
    if life is None:
        return []
    return [
        (event, str(act.label))
        for event, act in ACTS.items()
        if life.status in CHANGES[event].come_from and allowed(act.permission, viewer)
    ]
