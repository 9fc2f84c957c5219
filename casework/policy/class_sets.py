"""Which sets of classes viewers can come with: the database has one column role for each."""

from collections.abc import Iterable

from casework.policy.viewer import Purpose
from casework.store.access import ALWAYS
from casework.store.roles import ClassSet


def class_sets(purposes: Iterable[Purpose]) -> set[ClassSet]:
    """Every (read, write) that some titles can add up to for one of `purposes`; applicants and tasks are named there
    beside duties."""
    found = set[ClassSet]().union(*(_unions(purpose) for purpose in purposes))
    nothing = (ALWAYS, ALWAYS)  # for the self-test at each start
    return {nothing, *((read | ALWAYS, write | ALWAYS) for read, write in found)}


def emergency_sets(purpose: Purpose, needs: Iterable[frozenset[str]]) -> set[ClassSet]:
    """The same for emergency access: asking for it, and reading exactly what one of `needs` names."""
    found: set[ClassSet] = set()
    wanted = set(needs)
    for read, write in _unions(purpose):
        found |= {(need | ALWAYS, ALWAYS) for need in wanted if need <= read | ALWAYS}
        found.add((ALWAYS, write | ALWAYS))
    return found


def _unions(purpose: Purpose) -> set[ClassSet]:
    """A user may hold several duties, so every union of what single duties open can occur."""
    sums: set[ClassSet] = set()
    for duty in {*purpose.opens, *purpose.writes}:
        read = frozenset(purpose.opens.get(duty, ()))
        write = frozenset(purpose.writes.get(duty, ()))
        sums |= {(read | others, write | more) for others, more in sums} | {(read, write)}
    return sums
