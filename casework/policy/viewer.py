"""Who looks: tenant, actor, duties and purpose, frozen together with what they open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from casework.base.errors import PurposeRequired
from casework.store.access import CLASSES, Access

SYSTEM = "system:"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One pair of eyes. Another purpose is another viewer, and another session."""

    tenant: int
    actor: UUID | None
    actor_kind: str  # "member", "applicant", "person" or "system"
    duties: frozenset[str]
    purpose: str
    access: Access
    units: frozenset[UUID] = frozenset()
    case: UUID | None = None
    narrowed_to: frozenset[str] | None = None  # an API token's permissions


class Purpose(Protocol):
    """What the policy needs to know of a pack's purpose: duty → classes."""

    @property
    def opens(self) -> Mapping[str, Iterable[str]]: ...
    @property
    def writes(self) -> Mapping[str, Iterable[str]]: ...


def compile_access(
    duties: Iterable[str], code: str, purpose: Purpose, *, row_rules: Iterable[str] = ()
) -> Access:
    """What these duties may read and write for this purpose. No duty with a share in it means no access at all."""
    held = sorted(duty for duty in set(duties) if duty in purpose.opens or duty in purpose.writes)
    if not held:
        raise PurposeRequired("Nothing you do here needs this. Choose a purpose that your work calls for.")
    read = {cls for duty in held for cls in purpose.opens.get(duty, ())}
    write = {cls for duty in held for cls in purpose.writes.get(duty, ())}
    return Access(
        key=(code, *sorted(read), "→", *sorted(write), "→", *row_rules),
        read=frozenset(read),
        write=frozenset(write),
        row_rules=tuple(row_rules),
    )


EVERYTHING_OF_ONES_OWN = frozenset(CLASSES) - {"internal"}


def applicant(tenant: int, case: UUID, purpose: str) -> Viewer:
    """Somebody who applies: their one case, whole, without what staff write for staff."""
    access = Access(
        key=("own_case", purpose),
        read=EVERYTHING_OF_ONES_OWN,
        write=EVERYTHING_OF_ONES_OWN,
        row_rules=("own_case",),
    )
    return Viewer(tenant, None, "applicant", frozenset({"applicant"}), purpose, access, case=case)


def system(tenant: int, task: str, classes: Iterable[str], *, writes: Iterable[str] = ()) -> Viewer:
    """A job or a command: reads only the classes its task is listed with."""
    read, write = frozenset(classes), frozenset(writes)
    access = Access(key=(SYSTEM + task, *sorted(read), "→", *sorted(write)), read=read, write=write)
    return Viewer(tenant, None, "system", frozenset({"system"}), SYSTEM + task, access)
