"""The tasks that run without a person at the keyboard, and the classes each may read and write."""

from __future__ import annotations

from casework.policy.viewer import Viewer, system

NOBODY: tuple[str, ...] = ()
ALL_BUT_SEALED = ("matter", "internal", "contact", "identity", "location", "financial", "asset", "special")

TASKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "send_letter": (("contact", "matter"), ("contact", "matter")),
    "run_clocks": (("contact", "matter"), ("contact", "matter")),
    "sweep": (("contact", "matter"), ("contact", "matter")),
    "scan_files": (NOBODY, NOBODY),
    "add_tenant": (NOBODY, ("open",)),
    "load_demo": ((*ALL_BUT_SEALED, "sealed"), (*ALL_BUT_SEALED, "sealed")),
    "verify_ledger": (NOBODY, NOBODY),
}
"""task → (classes it reads, classes it writes)"""


def system_viewer(tenant: int, task: str) -> Viewer:
    """The viewer of a listed task; an unlisted one has no access."""
    reads, writes = TASKS[task]
    return system(tenant, task, reads, writes=writes)
