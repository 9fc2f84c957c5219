"""More duties never show less; a narrower pack never shows more: for the kinds that ship and for any other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.errors import PurposeRequired
from casework.packs import catalog
from casework.policy.class_sets import class_sets
from casework.policy.viewer import SCOPES, compile_access
from casework.store.access import ALWAYS, CLASSES

DUTIES = ("intake", "handler", "examiner", "approver", "lead", "administrator", "applicant", "system")
SHIPPED = [(code, purpose) for kind in catalog().kinds.values() for code, purpose in kind.purposes.items()]
Classes = st.dictionaries(st.sampled_from(DUTIES), st.frozensets(st.sampled_from(CLASSES)))


@dataclass(frozen=True)
class AnyPurpose:
    """A purpose as some pack might have it."""

    opens: dict
    writes: dict
    scopes: dict = field(default_factory=dict)
    sealed_cases: frozenset = frozenset()
    hidden_names: frozenset = frozenset()


ANY = st.builds(
    AnyPurpose,
    opens=Classes,
    writes=Classes,
    scopes=st.dictionaries(st.sampled_from(DUTIES), st.sampled_from(sorted(SCOPES))),
    sealed_cases=st.frozensets(st.sampled_from(DUTIES)),
    hidden_names=st.frozensets(st.sampled_from(DUTIES)),
)


def access(duties, purpose):
    """What is opened, or None where nothing is."""
    try:
        return compile_access(duties, "p", purpose)
    except PurposeRequired:
        return None


def shows_no_more(narrow, wide) -> bool:
    """Whether `wide` opens all that `narrow` does: classes, sealed cases and rows."""
    if narrow is None:
        return True
    order = [tuple(rules) for rules in SCOPES.values()]
    rows = [order.index(tuple(r for r in each.row_rules if (r,) in order)) for each in (narrow, wide)]
    return (
        narrow.read <= wide.read
        and narrow.write <= wide.write
        and narrow.sealed_cases <= wide.sealed_cases
        and narrow.hidden_names <= wide.hidden_names
        and rows[0] <= rows[1]
    )


@given(ANY, st.frozensets(st.sampled_from(DUTIES)), st.frozensets(st.sampled_from(DUTIES)))
def test_more_duties_never_show_less(purpose, some, others):
    few, many = access(some, purpose), access(some | others, purpose)
    assert few is None or many is not None
    assert shows_no_more(few, many)


@given(st.data(), ANY, st.frozensets(st.sampled_from(DUTIES)))
def test_a_narrower_pack_never_shows_more(data, wide, duties):
    def narrowed(classes):
        return {
            duty: data.draw(st.frozensets(st.sampled_from(sorted(c)))) if c else c
            for duty, c in classes.items()
        }

    narrow = replace(
        wide,
        opens=narrowed(wide.opens),
        writes=narrowed(wide.writes),
        sealed_cases=frozenset(duty for duty in wide.sealed_cases if data.draw(st.booleans())),
        hidden_names=frozenset(duty for duty in wide.hidden_names if data.draw(st.booleans())),
    )
    assert shows_no_more(access(duties, narrow), access(duties, wide))


@pytest.mark.parametrize(("code", "purpose"), SHIPPED, ids=[code for code, _ in SHIPPED])
@given(data=st.data())
def test_a_duty_taken_out_of_a_purpose_that_ships_never_shows_more(code, purpose, data):
    named = sorted({*purpose.opens, *purpose.writes})
    out, held = data.draw(st.sampled_from(named)), data.draw(st.frozensets(st.sampled_from(named)))
    less = AnyPurpose(
        {duty: classes for duty, classes in purpose.opens.items() if duty != out},
        {duty: classes for duty, classes in purpose.writes.items() if duty != out},
        dict(purpose.scopes),
        frozenset(purpose.sealed_cases) - {out},
        frozenset(purpose.hidden_names) - {out},
    )
    assert shows_no_more(access(held, less), access(held, purpose))


@given(ANY, st.frozensets(st.sampled_from(DUTIES)))
def test_whatever_duties_come_together_the_database_has_their_role(purpose, duties):
    got = access(duties, purpose)
    if got is not None:
        assert (got.read | ALWAYS, got.write | ALWAYS) in class_sets([purpose])


@given(ANY, st.frozensets(st.sampled_from(DUTIES)), st.frozensets(st.sampled_from(DUTIES)))
def test_equal_keys_mean_equal_policies(purpose, some, others):
    one, other = access(some, purpose), access(others, purpose)
    if one is not None and other is not None:
        assert (one.key == other.key) == (one == other)
