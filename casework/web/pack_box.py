"""One question of a pack as a WTForms field: it keeps what was typed, reads it, names the box that is wrong."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import Field as FormField
from wtforms.utils import unset_value

from casework.packs import Field
from casework.packs.field_kinds import WHOLE, Asking, BadAnswer, parts_of, read_answer, split_answer
from casework.web.box_face import BoxFace
from casework.web.words import pack_text, speak

_VAGUE = "Answer this"  # the words of `read_answer` for kinds that have none of their own


class PackBox(BoxFace, FormField):
    """The box or boxes of one question.

    `given` is what stands in each box, by part; `part_errors` what is wrong with it, by part. `follow_ups` are
    the questions shown under one of its answers, by the value of that answer.
    """

    def __init__(self, label: str | None = None, *, asked: Field, asking: Asking, **options: Any) -> None:
        super().__init__(label or asked.label.text(asking.lang), **options)  # type: ignore[no-untyped-call]  # WTForms is untyped
        self.asked, self.asking, self.own = asked, asking, False
        self.given: dict[str, Sequence[str]] = {}
        self.part_errors: dict[str, str] = {}
        self.follow_ups: dict[str, list[PackBox]] = {}
        self.why: Mapping[str, str] = {}
        self.kept: Sequence[Any] = ()
        self.errors = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what the boxes hold from a sent form, else from a kept answer."""
        self.data = self.object_data = None if data is unset_value else data
        if formdata is not None and self.asked.kind != "file":
            self.given = {part: formdata.getlist(self.box(part)) for part in parts_of(self.asked)}
        else:  # files are not typed: they are there, or not
            self.given = dict(split_answer(self.asked, self.data, self.asking))

    def validate(self, form: Any, extra_validators: Iterable[Any] = ()) -> bool:
        """Read the answer: into `data` when it can be taken, into `part_errors` when not."""
        self.part_errors, self.errors = {}, ()
        try:
            self.data = read_answer(self.asked, self.given, self.asking)
        except BadAnswer as bad:
            self.data = None
            self.say({part: speak(said) for part, said in bad.errors.items()})
        return not self.errors

    def say(self, errors: Mapping[str, str]) -> None:
        """Put these words at the boxes, by part."""
        self.part_errors = dict(errors)
        self.errors = tuple(dict.fromkeys(errors.values()))

    def skip(self) -> None:
        """The question is not asked after all: whatever was typed is no answer and no error."""
        self.data = None
        self.say({})

    def box(self, part: str = WHOLE) -> str:
        """The name and id of the box for `part`."""
        return f"{self.name}-{part}" if part else str(self.name)

    def typed(self, part: str = WHOLE) -> str:
        """What stands in the box for `part`, without characters that no page can carry."""
        values = self.given.get(part) or ()
        return presentable(values[0]) if values else ""

    def chosen(self) -> Sequence[str]:
        """The values that are marked, of a choice."""
        return self.given.get(WHOLE) or ()

    @property
    def error(self) -> str | None:
        """The words at the field: all that is wrong with its boxes."""
        return ". ".join(self.errors) or None

    @property
    def wrong_parts(self) -> list[str]:
        """The parts whose boxes are wrong; none named where all are, because nothing was entered."""
        return list(self.part_errors) if any(self.typed(part) for part in parts_of(self.asked)) else []

    def wrong(self) -> list[tuple[str, str]]:
        """For the error summary: the id of a wrong box and the words at it."""
        parts = parts_of(self.asked)
        if self.asked.kind == "address":
            return [(self.box(part or parts[0]), said) for part, said in self.part_errors.items()]
        first = next((part for part in self.part_errors if part), parts[0])
        first = parts[0] if self.asked.kind == "place" else first  # the other parts have no box to go to
        return [(self.box(first), self.error)] if self.error else []

    def options(self) -> list[tuple[str, str, str, list["PackBox"]]]:
        """Value, label, hint and follow-up questions of each answer."""
        if self.asked.kind == "yes_no":
            told = [("yes", _("Yes"), ""), ("no", _("No"), "")]
        else:
            told = [(one.value, pack_text(one.label), pack_text(one.hint)) for one in self.asked.options]
        return [(value, label, hint, self.follow_ups.get(value, [])) for value, label, hint in told]


def presentable(text: str) -> str:
    """`text` without control characters and halves of characters: all else stays as it was typed."""
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


def tell_apart(boxes: Sequence[PackBox]) -> None:
    """Where fields would say the same words, or words that do not tell what is asked, name them in front."""
    said = Counter(message for box in boxes for message in box.errors)
    vague = _(_VAGUE)
    for box in boxes:
        if any(said[message] > 1 or message == vague for message in box.errors):
            box.say({part: _named(box, message) for part, message in box.part_errors.items()})


def _named(box: PackBox, message: str) -> str:
    return _("%(field)s: %(said)s", field=box.noun, said=message)
