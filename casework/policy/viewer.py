"""Who looks: tenant, actor, duties and purpose, frozen together with what they open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from casework.base.errors import PurposeRequired
from casework.base.phrases import phrase
from casework.store.access import Access


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
    person: UUID | None = None  # the one person whom an emergency opens
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
    """What these duties may read and write for this purpose. No duty with a share in it means no access at all.

    Beside duties, `applicant` and `system` are names that a purpose may open classes to.
    """
    held = sorted(duty for duty in set(duties) if duty in purpose.opens or duty in purpose.writes)
    if not held:
        raise PurposeRequired(
            phrase("Nothing you do here needs this. Choose a purpose that your work calls for.")
        )
    read = {cls for duty in held for cls in purpose.opens.get(duty, ())}
    write = {cls for duty in held for cls in purpose.writes.get(duty, ())}
    return Access(
        key=(code, *sorted(read), "→", *sorted(write), "→", *row_rules),
        read=frozenset(read),
        write=frozenset(write),
        row_rules=tuple(row_rules),
    )
