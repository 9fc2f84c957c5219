"""The house's form: WTForms with our wording, our cleaning of text, and a list of what is wrong for the summary."""

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, ValidationError

from casework.packs.field_kinds.asking import BadAnswer
from casework.packs.field_kinds.plain_text import clean
from casework.web.words import speak

# WTForms' own messages, said as the house says them.
_OWN_WORDS = {
    "This field is required.": _l("Enter an answer"),
    "Invalid email address.": _l("Enter an e-mail address like name@example.org"),
    "Invalid URL.": _l("Enter a web address like https://example.org"),
    "Invalid input.": _l("Enter this in the form that is shown"),
    "Not a valid choice.": _l("Choose one of the answers on this page"),
    "Not a valid choice": _l("Choose one of the answers on this page"),
    "Invalid Choice: could not coerce.": _l("Choose one of the answers on this page"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l(
        "Choose from the answers on this page"
    ),
    "Not a valid integer value.": _l("Enter a whole number in figures"),
    "Not a valid decimal value.": _l("Enter a number in figures"),
    "Not a valid float value.": _l("Enter a number in figures"),
    "Not a valid date value.": _l("Enter a day that exists"),
    "Not a valid datetime value.": _l("Enter a day and a time that exist"),
    "Not a valid time value.": _l("Enter a time like 8:40"),
    "Field must be equal to %(other_name)s.": _l("Enter the same in both boxes"),
    "Number must be at least %(min)s.": _l("Enter %(min)s or more"),
    "Number must be at most %(max)s.": _l("Enter %(max)s or less"),
    "Number must be between %(min)s and %(max)s.": _l("Enter a number from %(min)s to %(max)s"),
    "Field must be between %(min)d and %(max)d characters long.": _l("Write %(min)d to %(max)d characters"),
}
_OWN_COUNTS = {
    "Field must be at least %(min)d character long.": _l("Write %(min)d characters or more"),
    "Field cannot be longer than %(max)d character.": _l("Write %(max)d characters or fewer"),
    "Field must be exactly %(max)d character long.": _l("Write exactly %(max)d characters"),
}


class HouseWords:
    """WTForms' translations: our wording first, then the catalogues."""

    def gettext(self, text: str) -> str:
        """One sentence."""
        return str(_OWN_WORDS[text]) if text in _OWN_WORDS else str(gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """A sentence with a number."""
        return str(_OWN_COUNTS[one]) if one in _OWN_COUNTS else str(ngettext(one, many, count))


class HouseForm(Form):
    """Every form that is not built from a pack. Its proof against forgery is not its own: `csrf()` in the page."""

    class Meta:
        def get_translations(self, form: Form) -> HouseWords:
            return HouseWords()

        def bind_field(self, form: Form, unbound: Any, options: dict[str, Any]) -> Any:
            """Text boxes are cleaned: one form of each character, nothing that can't be shown."""
            if issubclass(unbound.field_class, StringField):
                options["filters"] = (
                    *options.get("filters", ()),
                    *unbound.kwargs.get("filters", ()),
                    _cleaned,
                )
                unbound.kwargs.pop("filters", None)
            return unbound.bind(form=form, **options)

    def wrong(self) -> list[tuple[str, str]]:
        """For the error summary: the id of each wrong box with the words at the field."""
        return [(field.id, str(message)) for field in self for message in field.errors[:1]]

    def refuse(self, name: str, message: str) -> None:
        """Add what a service found wrong with an answer."""
        self[name].errors = [*self[name].errors, message]


def _cleaned(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return clean(text, lines="\n" in text)
    except BadAnswer as bad:
        said = speak(next(iter(bad.errors.values())))
        raise ValidationError(said) from None  # type: ignore[no-untyped-call]  # WTForms is untyped
