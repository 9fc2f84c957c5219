"""Lint of kinds of tenant: titles, purposes, fees and the workflows they offer fit together."""

from collections.abc import Callable, Iterator

from casework.domain.calendars import CalendarError, national_holidays
from casework.domain.dated import overlaps
from casework.packs.catalog import Catalog
from casework.packs.kind import FeeRow, Kind
from casework.packs.lint_fields import field_complete
from casework.packs.lint_parts import Found
from casework.packs.lint_rules import faults_in, problems
from casework.packs.lint_scopes import scopes, sealing
from casework.packs.model import APPLICANT, DONOR, LENDER, MEMBER, PARTY, SYSTEM
from casework.packs.rules import fee_variables
from casework.packs.transfer_rules import SMOG_VARIABLES
from casework.policy.rulebook import RULEBOOK
from casework.policy.why import EMERGENCY

_MUST_HAVE = ("triage", "self")


def titles(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """Titles carry declared duties."""
    for title in kind.titles.values():
        for duty in sorted(title.duties - set(kind.duties)):
            yield (
                f"titles.{title.name}.duties",
                f"names the unknown duty {duty!r}",
                f"Add duties.{duty}.label",
            )


def purposes(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """Purposes open classes to declared duties, write nothing they can't read, and ask whole questions."""
    known = {*kind.duties, APPLICANT, DONOR, LENDER, MEMBER, PARTY, SYSTEM}
    for code in _MUST_HAVE:
        if code not in kind.purposes:
            yield (
                f"purposes.{code}",
                "is missing",
                "Add it; lists and search run under triage, own data under self",
            )
    for purpose in kind.purposes.values():
        key = f"purposes.{purpose.code}"
        if not purpose.opens:
            yield f"{key}.opens", "is missing", f"Add [{key}.opens] with duty = [classes]"
        for duty in sorted({*purpose.opens, *purpose.writes} - known):
            yield (
                f"{key}.opens",
                f"names the unknown duty {duty!r}",
                f"Use one of: {', '.join(sorted(known))}",
            )
        for permission in sorted(purpose.permissions - RULEBOOK.keys()):
            cure = "Use one of casework/policy/rulebook.py"
            yield f"{key}.permissions", f"names the unknown permission {permission!r}", cure
        for field in purpose.requires:
            yield from field_complete(f"{key}.requires.{field.name}", field)


def emergencies(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """Emergency access and its purpose come together, and no need asks for more than the purpose opens."""
    purpose = kind.purposes.get(EMERGENCY)
    if (purpose is None) != (kind.emergency is None):
        yield "emergency", f"and purposes.{EMERGENCY} are not both there", "Keep both, or neither"
        return
    if purpose is None or kind.emergency is None:
        return
    opened = frozenset().union(*purpose.opens.values())
    for need in kind.emergency.needs.values():
        for cls in sorted(need.classes - opened):
            cure = f"Open it in purposes.{EMERGENCY}.opens, or take it out"
            yield f"emergency.needs.{need.name}.classes", f"names {cls!r}, which opens to nobody", cure


def workflows(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """Workflows that are offered exist, and their purpose and fee table are declared."""
    prefixes: dict[str, str] = {}
    for name in kind.workflows:
        workflow = catalog.workflows.get(name)
        if workflow is None and name in catalog.folders:
            continue  # it did not load, which is told where it lies
        if workflow is None:
            cure = f"Use one of: {', '.join(sorted(catalog.workflows))}"
            yield "workflows", f"offers {name!r}, which is no workflow", cure
            continue
        if workflow.purpose not in kind.purposes:
            cure = f"Add [purposes.{workflow.purpose}], the purpose of the workflow {name}"
            yield f"purposes.{workflow.purpose}", "is missing", cure
        if workflow.fee_table and workflow.fee_table not in kind.fees:
            cure = f"Add [fees.{workflow.fee_table}], the fee table of the workflow {name}"
            yield f"fees.{workflow.fee_table}", "is missing", cure
        other = prefixes.setdefault(workflow.prefix, name)
        if other != name:
            what = f"offers {other!r} and {name!r}, whose case numbers both begin with {workflow.prefix}"
            yield "workflows", what, "Give one workflow another prefix"


def fees(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """A fee is an amount or a rate of a money field, and its condition compiles."""
    for table in kind.fees.values():
        flow = next((flow for flow in catalog.workflows.values() if flow.fee_table == table.name), None)
        if flow is None:
            yield f"fees.{table.name}", "is used by no workflow", "Remove it, or name it as a fee_table"
            continue
        money = {field.name for field in flow.fields if field.kind == "money"}
        for row in table.rows:
            key = f"fees.{table.name}.rows.{row.code}"
            yield from _row(key, row, money)
            if row.when is not None:
                yield from problems(flow, f"{key}.when", row.when, more=fee_variables(table))


def _row(key: str, row: FeeRow, money: set[str]) -> Iterator[Found]:
    if (row.minor is None) == (row.per_mille is None):
        yield key, "has not exactly one of minor and per_mille", "Keep the one that is meant"
    if row.per_mille is not None and row.base not in money:
        cure = f"Use one of: {', '.join(sorted(money)) or '(the workflow asks no money)'}"
        yield f"{key}.base", f"is {row.base!r}, which is no money field", cure
    if row.until is not None and row.until <= row.since:
        yield (
            f"{key}.until",
            "is not after since",
            "The day in until is the first on which it no longer holds",
        )


def transfers(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """The rules about emissions compile, and no two figures of one name hold on one day."""
    for rule in kind.transfers.smog:
        yield from faults_in(f"transfers.smog.{rule.code}.when", rule.when, SMOG_VARIABLES)
    for one, other in overlaps(kind.transfers.figures, by=lambda row: row.of):
        what = f"holds on days on which {other.code!r} holds too"
        yield f"transfers.figures.{one.code}", what, "End the earlier one with until"


def laws(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """Each law counts by holidays there are, and says one length for one thing on one day."""
    for law in kind.laws.values():
        for one, other in overlaps(law.terms, by=lambda term: term.of):
            what = f"holds on days on which {other.code!r} holds too"
            yield f"laws.{law.name}.terms.{one.code}", what, "End the earlier one with until"
        for place in law.holidays:
            country, _, part = place.partition("-")
            try:
                national_holidays(country, part or None)
            except CalendarError as unknown:
                yield f"laws.{law.name}.holidays", f"names {place!r}: {unknown}", "Correct the place"


def person_classes(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """A class of people is promised something."""
    for one in kind.person_classes.values():
        if one.first_hours is None and one.done_hours is None:
            yield f"person_classes.{one.code}", "promises nothing", "Add first_hours or done_hours"


def tributes(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """Where gifts are taken there are words for those who are told of one in honour or memory."""
    if kind.funds and not kind.giving.tribute:
        yield "giving.tribute", "is missing", "Add [giving.tribute.honor] and [giving.tribute.memory]"


RULES: tuple[Callable[[Kind, Catalog], Iterator[Found]], ...] = (
    titles,
    purposes,
    emergencies,
    scopes,
    sealing,
    workflows,
    fees,
    transfers,
    laws,
    person_classes,
    tributes,
)
