"""Who looks: tenant, actor, duties and purpose, frozen together with what they open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol
from uuid import UUID

from casework.base.errors import PurposeRequired
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.store.access import Access


class Viewer(Value):
    """One pair of eyes. Another purpose is another viewer, and another session."""

    tenant: int
    actor: UUID | None
    actor_kind: str  # "member", "applicant", "lender" or "system"
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
    @property
    def scopes(self) -> Mapping[str, str]: ...
    @property
    def sealed_cases(self) -> Iterable[str]: ...
    @property
    def hidden_names(self) -> Iterable[str]: ...


SCOPES: Mapping[str, tuple[str, ...]] = {"own": ("assigned",), "unit": ("own_units",), "all": ()}
"""Which cases a duty sees, from the narrowest to the widest, and the row rules that hold it to them."""

NO_CONFLICT = "no_conflict"
"""The row rule of all staff: no case and no person that they have a relation to."""
CONSENTED = "consented"
"""The row rule of uses that need consent: nobody who did not agree to them."""


def compile_access(
    duties: Iterable[str], code: str, purpose: Purpose, *, row_rules: Iterable[str] = ()
) -> Access:
    """What these duties may read and write for this purpose. No duty with a share in it means no access at all.

    Beside duties, `applicant` and `system` are names that a purpose may open classes to. Of several duties the
    widest scope holds; sealed cases and hidden names are there if one of them opens them.
    """
    held = sorted(duty for duty in set(duties) if duty in purpose.opens or duty in purpose.writes)
    if not held:
        raise PurposeRequired(
            phrase("Nothing you do here needs this. Choose a purpose that your work calls for.")
        )
    read = {cls for duty in held for cls in purpose.opens.get(duty, ())}
    write = {cls for duty in held for cls in purpose.writes.get(duty, ())}
    sealed_cases = not set(held).isdisjoint(purpose.sealed_cases)
    hidden_names = not set(held).isdisjoint(purpose.hidden_names)
    rules = (*row_rules, *SCOPES[widest(held, purpose)])
    shown = (str(sealed_cases), str(hidden_names))
    return Access(
        key=(code, *sorted(read), "→", *sorted(write), "→", *rules, "→", *shown),
        read=frozenset(read),
        write=frozenset(write),
        row_rules=rules,
        sealed_cases=sealed_cases,
        hidden_names=hidden_names,
    )


def widest(duties: Iterable[str], purpose: Purpose) -> str:
    """The widest scope that these duties have for this purpose; a duty of which none is said has all."""
    order = list(SCOPES)
    return max((purpose.scopes.get(duty, "all") for duty in duties), key=order.index)
