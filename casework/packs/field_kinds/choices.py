"""One of several answers, some of several answers, yes or no."""

from typing import Any

from casework.base.phrases import Sayable, phrase
from casework.packs.field_kinds.asking import WHOLE, Asking, BadAnswer, Parts, fill, typed
from casework.packs.model import Field


class Choice:
    """One of the field's options, kept by its value."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> str | None:
        value = typed(given)
        return _known(value, field) if value else None

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if not isinstance(value, str):
            raise BadAnswer(_of(field))
        return fill(value)

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return _label(str(value), field, asking)


class Choices:
    """Some of the field's options, kept in the order of the field."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> list[str] | None:
        chosen = {_known(value.strip(), field) for value in given.get(WHOLE) or () if value.strip()}
        return [option.value for option in field.options if option.value in chosen] or None

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise BadAnswer(_of(field))
        return {WHOLE: list(value)}

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return ", ".join(_label(part, field, asking) for part in value)


class YesNo:
    """Yes or no, kept as true or false."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> bool | None:
        value = typed(given)
        if not value:
            return None
        if value not in ("yes", "no"):
            raise BadAnswer(phrase("Choose yes or no"))
        return value == "yes"

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if not isinstance(value, bool):
            raise BadAnswer(phrase("Give this as true or false"))
        return fill("yes" if value else "no")

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return phrase("Yes") if value else phrase("No")


def _known(value: str, field: Field) -> str:
    if field.option(value) is None:
        raise BadAnswer(phrase("Choose one of the answers given here"))
    return value


def _of(field: Field) -> Sayable:
    values = ", ".join(option.value for option in field.options)
    return phrase("Give this as one of: %(values)s", values=values)


def _label(value: str, field: Field, asking: Asking) -> str:
    option = field.option(value)
    return option.label.text(asking.lang) if option else value
