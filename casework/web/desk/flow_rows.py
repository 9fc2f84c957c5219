"""The parts of a workflow as rows: its moves, its questions, its limits."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flask_babel import gettext as _

from casework.base.values import Value
from casework.packs import APPLICANT, ENTER, SYSTEM, Clock, Field, Kind, Move, Workflow, catalog
from casework.packs.hook_names import hook_names
from casework.packs.uses import uses
from casework.web.desk.held import CLASSES
from casework.web.formats import listed
from casework.web.lengths import term_text
from casework.web.words import pack_text, period_text


class MoveRow(Value):
    """A move: from where, to where, by whom; `second` names what another officer must have done."""

    label: str
    effect: str
    sources: str
    target: str
    who: str
    second: str
    checks: tuple[str, ...]


class FieldRow(Value):
    """A question: its class, its reason, how long it is kept, who reads it, and in how many places it is used."""

    label: str
    name: str
    class_name: str
    why: str
    kept: str
    readers: str
    uses: int


class ClockRow(Value):
    """A limit in days, from when on, and what happens at its end."""

    label: str
    days: str
    since: str
    then: str


def move_rows(workflow: Workflow, kind: Kind) -> list[MoveRow]:
    """Every move, in the order of the pack."""
    return [_move_row(workflow, kind, move) for move in workflow.moves]


def field_rows(workflow: Workflow, kind: Kind) -> list[FieldRow]:
    """Every question of the form, in its order."""
    used = _uses(workflow.name)
    return [_field_row(field, kind, len(used.get(field.name, ()))) for field in workflow.fields]


def clock_rows(workflow: Workflow) -> list[ClockRow]:
    """Every limit."""
    return [_clock_row(workflow, clock) for clock in workflow.clocks]


def _move_row(workflow: Workflow, kind: Kind, move: Move) -> MoveRow:
    return MoveRow(
        label=pack_text(move.label),
        effect=pack_text(move.effect_text),
        sources=listed([pack_text(workflow.state(source).label) for source in move.sources]),
        target=pack_text(workflow.state(move.target).label),
        who=listed(_who(move.by, kind), "or"),
        second=listed([_earlier(workflow, name) for name in move.four_eyes], "or"),
        checks=tuple(pack_text(check.label) for check in move.checks),
    )


def _who(names: Iterable[str], kind: Kind) -> list[str]:
    """The titles that carry one of these duties, and those who need none."""
    duties = set(names)
    titles = [pack_text(title.label) for title in kind.titles.values() if title.duties & duties]
    others = {APPLICANT: _("The applicant"), SYSTEM: _("The system")}
    return titles + [said for name, said in others.items() if name in duties]


def _earlier(workflow: Workflow, name: str) -> str:
    return _("entered the case") if name == ENTER else pack_text(workflow.move(name).label)


def _field_row(field: Field, kind: Kind, count: int) -> FieldRow:
    return FieldRow(
        label=pack_text(field.short or field.label),
        name=field.name,
        class_name=str(CLASSES.get(field.cls, field.cls)),
        why=pack_text(field.why),
        kept=_("As long as the register is kept") if field.keep == "permanent" else period_text(field.keep),
        readers=listed(_who(field.opens, kind)),
        uses=count,
    )


def _clock_row(workflow: Workflow, clock: Clock) -> ClockRow:
    since = _("the case is opened")
    if clock.starts != "opened":
        since = pack_text(workflow.state(clock.starts).label)
    then = pack_text(workflow.move(clock.then).label) if clock.then else ""
    return ClockRow(pack_text(clock.label), _lengths(clock), since, then)


def _lengths(clock: Clock) -> str:
    """The usual length, those of some cases, and what the law allows."""
    said = [term_text(clock.usual)]
    said += [
        _("%(what)s: %(time)s", what=pack_text(one.label), time=term_text(clock.term(clock.length(one.name))))
        for one in clock.targets
    ]
    if clock.legal is not None:
        said.append(_("By law at most %(time)s", time=term_text(clock.legal.term)))
    return "; ".join(said)


@lru_cache(maxsize=64)
def _uses(name: str) -> dict[str, list[str]]:
    known = catalog()
    return uses(
        known.workflow(name), hook_names(known.folders[name] / "hooks.py"), known.kinds_offering(name)
    )
