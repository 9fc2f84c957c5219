"""Forms made from a pack: one WTForms class for some questions of a workflow, shown and judged together."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casework.base.values import Value, field
from casework.domain.rules import names_used
from casework.packs import Field, Text, Workflow
from casework.packs.field_kinds import Asking
from casework.packs.rules import asked, holds
from casework.web.house_form import HouseForm
from casework.web.pack_box import PackBox, tell_apart
from casework.web.words import kept_text, pack_text, readers_text

_FOLLOWS = re.compile(r"\s*(?P<host>[a-z]\w*)\s*(?:==\s*(?P<quote>[\"'])(?P<value>[^\"']*)(?P=quote)\s*)?")


class KeptFile(Value):
    """A file that is already there. `note`, `tone` and `shape` say what the check of it found."""

    key: str
    name: str
    size: int
    note: str = ""
    tone: str = "good"
    shape: str = "check"


class Sheet(Value):
    """Some questions of a workflow, asked together, and what asking them depends on.

    `answers` are those given so far, on this page and before; `duties` name the readers; `kept` the files there.
    """

    workflow: Workflow
    fields: Sequence[Field]
    asking: Asking
    today: date
    duties: Mapping[str, Text]
    answers: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Sequence[KeptFile]] = field(default_factory=dict)


class PackForm(HouseForm):
    """A form over a sheet. After `validate()`, `answers` holds a JSON value (or None) for each of its questions."""

    sheet: Sheet

    def validate(self, extra_validators: Any = None) -> bool:
        """Read every box, then forget those that the other answers make idle."""
        boxes = self.boxes()
        for box in boxes:
            box.validate(self)
        facts = {**self.sheet.answers, **{box.name: box.data for box in boxes}}
        still = {one.name for one in asked(self.sheet.workflow, self.sheet.fields, facts, self.sheet.today)}
        for box in boxes:
            if box.name not in still:
                box.skip()
        tell_apart(boxes)
        return not self.errors

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of a valid form; None where a question was left empty or not asked."""
        return {box.name: box.data for box in self.boxes()}

    def boxes(self) -> list[PackBox]:
        """Every question, in the pack's order."""
        return [box for box in self if isinstance(box, PackBox)]

    def shown(self) -> list[PackBox]:
        """The questions that stand by themselves; the others follow an answer of one of these."""
        following = {id(box) for host in self.boxes() for boxes in host.follow_ups.values() for box in boxes}
        return [box for box in self.boxes() if id(box) not in following]

    def wrong(self) -> list[tuple[str, str]]:
        """For the error summary: each wrong box with the words at it."""
        return [pair for box in self.boxes() for pair in box.wrong()]

    def refuse(self, name: str, message: str) -> None:
        """Add what a guard or a service found wrong with an answer; a name without a box goes to the first."""
        box = next((box for box in self.boxes() if box.name == name), self.boxes()[0])
        box.say({**box.part_errors, "": message})


def pack_form(sheet: Sheet, formdata: Any = None) -> PackForm:
    """The form of a sheet: filled from a sent form, else from the answers given so far."""
    here = frozenset(one.name for one in sheet.fields)
    fields = [one for one in sheet.fields if _may_be_asked(sheet, one, here)]
    boxes = {one.name: PackBox(asked=one, asking=sheet.asking) for one in fields}
    form_class = type("BuiltForm", (PackForm,), {**boxes, "sheet": sheet})
    built: PackForm = form_class(formdata, data=_given(sheet))
    _dress(built, sheet)
    return built


def _given(sheet: Sheet) -> dict[str, Any]:
    files = {name: [file.key for file in kept] for name, kept in sheet.kept.items()}
    return {**sheet.answers, **files}


def _may_be_asked(sheet: Sheet, one: Field, here: frozenset[str]) -> bool:
    """Asked always, or under an answer of this page, or because of an answer given before."""
    if one.when is None or names_used(one.when) & here:
        return True
    return bool(holds(sheet.workflow, one.when, sheet.answers, sheet.today))


def _dress(form: PackForm, sheet: Sheet) -> None:
    applicant = sheet.workflow.applicant()
    own = applicant.fields() if applicant else ()
    by_name = {box.name: box for box in form.boxes()}
    for box in by_name.values():
        box.own = box.name in own
        box.kept = sheet.kept.get(box.name, ())
        box.why = {
            "reason": pack_text(box.asked.why),
            "who": readers_text(box.asked.opens, sheet.duties),
            "kept": kept_text(box.asked.keep),
        }
        host, value = _follows(box.asked, by_name)
        if host is not None:
            host.follow_ups.setdefault(value, []).append(box)


def _follows(one: Field, boxes: Mapping[str, PackBox]) -> tuple[PackBox | None, str]:
    """The answer under which this question stands: where its `when` asks for one answer of this page."""
    found = _FOLLOWS.fullmatch(one.when or "")
    host = boxes.get(found["host"]) if found else None
    if found is None or host is None:
        return None, ""
    value = found["value"] if found["value"] is not None else "yes"
    kind = "yes_no" if found["value"] is None else "choice"
    fits = host.asked.kind == kind and (kind == "yes_no" or host.asked.option(value) is not None)
    return (host, value) if fits else (None, "")
