"""What emergency access opens: exactly the classes that were asked for, of one record, and nothing to write."""

from __future__ import annotations

from collections.abc import Iterable

from casework.base.values import replace
from casework.policy.viewer import NO_CONFLICT, Purpose, compile_access
from casework.policy.why import EMERGENCY
from casework.store.access import ALWAYS, Access

ONE_CASE, ONE_PERSON = "own_case", "one_person"
"""The row rules that hold it to the one record; the wall holds the one case too."""


def to_ask(duties: Iterable[str], purpose: Purpose, *, sealed: bool) -> Access:
    """For asking: finds whether the record is there, writes the asking down, reads nothing about anybody.

    `sealed`: among sealed cases too, for duties that may. What one has a relation to is never found. Raises
    PurposeRequired where the kind gives these duties no emergency access.
    """
    whole = compile_access(duties, EMERGENCY, purpose)
    return _narrowed(whole, frozenset(), whole.write, (NO_CONFLICT,), sealed=sealed)


def to_read(
    duties: Iterable[str], purpose: Purpose, wanted: Iterable[str], rule: str, *, sealed: bool = False
) -> Access:
    """For reading the one record that `rule` leaves open: of the classes wanted, those that these duties may have."""
    whole = compile_access(duties, EMERGENCY, purpose)
    return _narrowed(whole, whole.read & frozenset(wanted), frozenset(), (rule,), sealed=sealed)


def _narrowed(
    whole: Access, read: frozenset[str], write: frozenset[str], rules: tuple[str, ...], *, sealed: bool
) -> Access:
    shown = sealed and whole.sealed_cases
    said = (EMERGENCY, *sorted(read | ALWAYS), "→", *sorted(write), "→", *rules, "→", str(shown))
    told = replace(whole, key=said, read=read, write=write, row_rules=rules)
    return replace(told, sealed_cases=shown, hidden_names=False)
