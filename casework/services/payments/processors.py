"""Which processor an office collects by card with: its profile names it."""

from __future__ import annotations

from flask import current_app

from casework.services.office import Office
from casework.services.payments.port import Processor
from casework.services.payments.simulator import KeptInFile, Simulator
from casework.store.files import file_store


def processor_of(office: Office) -> Processor | None:
    """The card processor of an office; None when it has none. The simulator only where sample data may be shown."""
    told = office.tenant.profile.get("payments")
    name = told.get("card") if isinstance(told, dict) else None
    if name == "simulator" and current_app.extensions["casework.settings"].demo:
        return Simulator(kept=KeptInFile(file_store().root / "simulator" / f"{office.tenant.id}.jsonl"))
    return None
