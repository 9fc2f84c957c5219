"""Work lists walk an index as far as a page reaches, whatever rewriter and wall add: nothing sorts all cases."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import event

from casework.services.cases.case_filters import Filters
from casework.services.cases.case_order import Order
from casework.services.cases.list_cases import list_cases
from tests.services.cases.conftest import Colleague, make_office
from tests.services.cases.desk_cases import open_request

UNITS = frozenset(uuid4() for _ in range(3))


@pytest.fixture(scope="module")
def office(app):
    made = make_office("council", "plans")
    open_request(made)
    return made


def plans(office, view: str, by: str = "due") -> list[str]:
    """The plans of a first page's statements over cases, where only indexes may be walked."""
    sent = []
    with office.open(office.member(Colleague(("request_officer",), uuid4(), UNITS), "triage")) as session:
        engine = session.get_bind()

        def note(*told):
            sent.append((told[2], told[3]))

        event.listen(engine, "before_cursor_execute", note)
        list_cases(session, Filters(view), order=Order(by))
        event.remove(engine, "before_cursor_execute", note)
        driver = session.connection().connection.driver_connection
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            driver.execute(f"set local enable_{way} = off")
        walked = [
            driver.execute(f"explain {sql}", values).fetchall() for sql, values in sent if "closed_at" in sql
        ]
        session.commit()
    return ["\n".join(line for (line,) in plan) for plan in walked]


@pytest.mark.parametrize(
    ("view", "by", "index"),
    [
        ("all", "due", "case_inbox_ix"),
        ("all", "opened", "case_opened_ix"),
        ("all", "since", "case_since_ix"),
        ("mine", "due", "Index Scan using case_"),
        ("unassigned", "due", "case_assignee_ix"),
    ],
)
def test_the_first_page_of_a_view_walks_its_index_and_sorts_nothing(office, view, by, index):
    told = plans(office, view, by)[0]
    assert index in told, told
    assert "Sort" not in told, told


def test_my_units_are_walked_each_by_itself_and_only_what_was_found_is_sorted(office):
    told = plans(office, "units")[0]
    walks = re.findall(r"Limit[^\n]*\n(?:(?!Limit).*\n)*?.*Index.*Scan using case_unit_ix", told)
    assert len(walks) >= len(UNITS), told
    below = told[told.index("Append") :]
    # A merge of sorted walks has a sort key and sorts nothing.
    assert not re.search(r"->  (Incremental )?Sort ", below), told
