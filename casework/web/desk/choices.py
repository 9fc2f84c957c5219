"""What the desk's lists offer to choose from, in words."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_pgettext

from casework.base.values import Value
from casework.packs import State, Workflow
from casework.services.cases.case_filters import Filters
from casework.services.cases.colleagues import Colleague
from casework.services.staff.present import current_tenant
from casework.web.desk.opening import this_office
from casework.web.formats import language_name, listed
from casework.web.words import pack_text

Options = list[tuple[str, str]]

VIEWS = {
    "mine": lazy_pgettext("cases", "Mine"),
    "unassigned": lazy_pgettext("cases", "Unassigned"),
    "units": lazy_pgettext("cases", "My units"),
    "all": lazy_pgettext("cases", "All"),
}
STANDINGS = {
    "open": lazy_pgettext("cases", "Open"),
    "waiting": lazy_pgettext("cases", "Waiting for someone"),
    "risk": lazy_pgettext("cases", "Near their day"),
    "late": lazy_pgettext("cases", "Late"),
    "today": lazy_pgettext("cases", "Due today"),
    "week": lazy_pgettext("cases", "Due in the next 7 days"),
    "closed": lazy_pgettext("cases", "Closed"),
}
CASE_DUTIES = frozenset(
    {"intake", "handler", "examiner", "approver", "cashier", "lead", "dispatcher", "field_worker"}
    | {"donor_relations", "bookkeeper", "coordinator", "privacy_officer"}
)


class Choices(Value):
    """The lists of the filter form, as pairs of value and words."""

    standings: Options
    workflows: Options
    states: Options
    languages: Options


def choices(filters: Filters, flows: Iterable[Workflow]) -> Choices:
    """What can be chosen here; states are those of the chosen workflow."""
    flows = list(flows)
    chosen = [flow for flow in flows if filters.workflow in (None, flow.name)] or flows
    return Choices(
        standings=[(name, str(label)) for name, label in STANDINGS.items()],
        workflows=[(flow.name, pack_text(flow.title)) for flow in flows],
        states=_states(state for flow in chosen for state in flow.states),
        languages=[(code, language_name(code, own=True)) for code in current_tenant().languages],
    )


def _states(states: Iterable[State]) -> Options:
    """Each name once; where workflows word it differently, all the words."""
    words: dict[str, list[str]] = {}
    for state in states:
        said = words.setdefault(state.name, [])
        if pack_text(state.label) not in said:
            said.append(pack_text(state.label))
    return [(name, " / ".join(said)) for name, said in words.items()]


def colleague_options(people: Iterable[Colleague]) -> Options:
    """Colleagues with their titles."""
    return [(str(one.id), f"{one.name}, {title_words(one)}" if one.titles else one.name) for one in people]


def title_words(one: Colleague) -> str:
    """A colleague's titles."""
    known = this_office().kind.titles
    return listed(pack_text(known[title].label) for title in one.titles if title in known)
