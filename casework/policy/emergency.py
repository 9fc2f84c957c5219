"""What emergency access opens: exactly the classes that were asked for, of one record, and nothing to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from casework.policy.viewer import NO_CONFLICT, Purpose, compile_access
from casework.policy.why import EMERGENCY
from casework.store.access import ALWAYS, Access

ONE_CASE, ONE_PERSON = "own_case", "one_person"
"""The row rules that hold it to the one record; the wall holds the one case too."""


def to_ask(duties: Iterable[str], purpose: Purpose) -> Access:
    """For asking: finds whether the record is there, writes the asking down, reads nothing about anybody. Sealed
    cases are found too, since an emergency may need one; what one has a relation to never is.

    Raises PurposeRequired where the kind gives these duties no emergency access.
    """
    whole = compile_access(duties, EMERGENCY, purpose)
    found = _narrowed(whole, frozenset(), whole.write, (NO_CONFLICT,))
    return replace(found, key=(*found.key, "sealed cases"), sealed_cases=True)


def to_read(duties: Iterable[str], purpose: Purpose, wanted: Iterable[str], rule: str) -> Access:
    """For reading the one record that `rule` leaves open: of the classes wanted, those that these duties may have."""
    whole = compile_access(duties, EMERGENCY, purpose)
    return _narrowed(whole, whole.read & frozenset(wanted), frozenset(), (rule,))


def _narrowed(whole: Access, read: frozenset[str], write: frozenset[str], rules: tuple[str, ...]) -> Access:
    said = (EMERGENCY, *sorted(read | ALWAYS), "→", *sorted(write), "→", *rules)
    return replace(whole, key=said, read=read, write=write, row_rules=rules)
