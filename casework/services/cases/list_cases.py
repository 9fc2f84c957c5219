"""List cases for the people who work on them: filtered, sorted, paged by keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, union_all

from casework.base.values import Value
from casework.models import Case, CaseParty
from casework.packs import State, Workflow
from casework.policy.why import Decision
from casework.services.cases.case_filters import Filters, conditions, used_by, whose
from casework.services.cases.case_order import Cursor, Order, Stretch, stretches
from casework.services.cases.case_row import PLAIN, CaseRow, PlainCase
from casework.services.cases.facts import may_open, thing_of
from casework.services.cases.headline import headline_thing, shown_headline
from casework.services.cases.pin import know_packs, workflow_of
from casework.services.office import office_of
from casework.services.withheld import require_columns, shows, why
from casework.store.columns import columns_of, one_of
from casework.store.session import ViewerSession

PAGE = 50


class Listed(PlainCase):
    """A case as a work list shows it. `headline` and `name` are empty for viewers who may not read them; `withheld`
    says why."""

    workflow: Workflow
    state: State
    headline: str
    name: str
    withheld: Mapping[str, Decision]


class CasePage(Value):
    """One page of a list; `before` and `after` say where the pages beside it start, None at the ends."""

    cases: tuple[Listed, ...]
    before: Cursor | None
    after: Cursor | None


def list_cases(
    session: ViewerSession,
    filters: Filters,
    *,
    order: Order | None = None,
    cursor: Cursor | None = None,
    size: int = PAGE,
) -> CasePage:
    """A page of the work list. Names shown are a disclosure: the caller commits before it shows them."""
    order = order or Order()
    require_columns(session, [*used_by(filters), order.column])
    narrowed = conditions(session, filters, office_workflows(session))
    rows: list[CaseRow] = []
    for stretch in stretches(order, cursor):
        if len(rows) <= size:
            rows += _walk(session, filters, narrowed, stretch, size + 1 - len(rows))
    more, rows = len(rows) > size, rows[:size]
    back = cursor is not None and cursor.back
    if back:
        rows.reverse()
    cases = listed(session, rows)
    return CasePage(
        cases,
        before=_beside(rows[:1], order, back=True) if (more if back else cursor is not None) else None,
        after=_beside(rows[-1:], order, back=False) if (back or more) else None,
    )


def office_workflows(session: ViewerSession) -> tuple[Workflow, ...]:
    """The workflows this office offers today."""
    return office_of(session).workflows


def listed(session: ViewerSession, rows: Sequence[CaseRow]) -> tuple[Listed, ...]:
    """Cases as lists show them, with the applicant's name where the viewer may read it."""
    know_packs(session, {row.pack_id for row in rows})
    flows = {row.id: workflow_of(session, row) for row in rows}
    closed = {flow.digest: _closed(session, flow) for flow in flows.values()}
    names = _applicants(session, flows)
    return tuple(
        Listed(
            **{name: getattr(row, name) for name in PLAIN},
            workflow=flows[row.id],
            state=flows[row.id].state(row.state),
            headline=shown_headline(session, row, flows[row.id]),
            name=names.get(row.id, ""),
            withheld=closed[flows[row.id].digest],
        )
        for row in rows
    )


def _closed(session: ViewerSession, flow: Workflow) -> dict[str, Decision]:
    """What lists of this workflow's cases withhold, each with why."""
    asked = {"headline": why(session, headline_thing(flow))}
    if party := flow.applicant():
        asked["applicant"] = why(session, thing_of(flow.field(party.name)))
    return {name: decision for name, decision in asked.items() if not decision.open}


def _walk(
    session: ViewerSession, filters: Filters, narrowed: list[ColumnElement[bool]], stretch: Stretch, most: int
) -> list[CaseRow]:
    cases = columns_of(session, Case, CaseRow)
    keys = _keys(filters, stretch)
    chosen = cases.select.where(*narrowed, *stretch.conditions())
    if filters.view != "units":
        chosen = chosen.where(whose(session, filters.view))
    elif session.viewer.units:
        chosen = cases.select.where(Case.id.in_(_by_unit(session, chosen, keys, stretch, most)))
    else:
        return []
    return cases.rows(session.execute(chosen.order_by(*stretch.sorted(keys)).limit(most)))


def _by_unit(
    session: ViewerSession, chosen: Select[Any], keys: Sequence[Any], stretch: Stretch, most: int
) -> Select[Any]:
    """The first ids of all units together, each unit walked by itself: one `IN` over units would sort every case."""
    walks = [
        chosen.with_only_columns(*keys)
        .where(Case.unit_id == unit)
        .order_by(*stretch.sorted(keys))
        .limit(most)
        .subquery()
        for unit in sorted(session.viewer.units)
    ]
    all_of_them = union_all(*(select(walk) for walk in walks)).subquery()
    same = [all_of_them.c[key.key] for key in keys]
    return select(all_of_them.c.id).order_by(*stretch.sorted(same)).limit(most)


def _keys(filters: Filters, stretch: Stretch) -> list[Any]:
    """As the indexes are laid: a column that is the same for all leads an index, so it must be named all the same."""
    leads: list[Any] = [] if filters.standing == "closed" else [Case.closed_at]
    nobodys = filters.view == "unassigned" and stretch.order.by == "due" and bool(leads)
    return [*([Case.assignee_id] if nobodys else []), *leads, *stretch.keys()]


def _applicants(session: ViewerSession, flows: dict[UUID, Workflow]) -> dict[UUID, str]:
    if not flows or not shows(session, "case.applicant"):
        return {}
    roles = {
        case: party.role
        for case, flow in flows.items()
        if (party := flow.applicant()) and may_open(session.viewer, flow.field(party.name))
    }
    rows = session.execute(
        select(CaseParty.id, CaseParty.case_id, CaseParty.person_id, CaseParty.role, CaseParty.name).where(
            one_of(CaseParty.case_id, roles), CaseParty.role.in_(set(roles.values()))
        )
    )
    return {row.case_id: row.name for row in rows if row.name and roles[row.case_id] == row.role}


def _beside(rows: Sequence[CaseRow], order: Order, *, back: bool) -> Cursor | None:
    return next((Cursor(getattr(row, order.column.key), row.id, back) for row in rows), None)
