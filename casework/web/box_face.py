"""How a question of a pack is drawn: its words, its boxes, what stands beside them."""

import re
from collections.abc import Sequence
from typing import Any

from babel import Locale
from babel.numbers import get_currency_symbol
from babel.units import format_unit
from flask_babel import gettext as _

from casework.domain.vin import is_odd
from casework.packs import Field
from casework.packs.field_kinds import Asking
from casework.packs.field_kinds.amounts import UNITS, taken
from casework.packs.field_kinds.plain_text import longest
from casework.web.formats import listed, reader
from casework.web.words import pack_text

PERSONAL = frozenset({"contact", "identity", "location", "financial", "special", "sealed"})
FILE_TYPES = ("pdf", "jpg", "jpeg", "png", "heic", "docx", "odt", "xlsx", "ods", "txt")
_CHOSEN = ("choice", "choices", "yes_no")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})
_DRAWN: dict[str, dict[str, Any]] = {
    "name": {"width": "w20", "autocomplete": "name"},
    "email": {"width": "w20", "type": "email", "autocomplete": "email", "inputmode": "email"},
    "phone": {"width": "w20", "type": "tel", "autocomplete": "tel", "inputmode": "tel"},
    "money": {"width": "w10", "inputmode": "decimal", "mono": True},
    "integer": {"width": "w10", "inputmode": "numeric", "mono": True},
    "odometer": {"width": "w10", "inputmode": "numeric", "mono": True},
    "vin": {"width": "w20", "mono": True},
    "plate": {"width": "w10", "mono": True},
    "id_number": {"width": "w20", "mono": True},
}


class BoxFace:
    """The drawing of one question. `own`: it is about the reader, so their browser may offer to fill it in."""

    asked: Field
    asking: Asking
    own: bool

    @property
    def noun(self) -> str:
        """A short name of the question."""
        return self.asked.name_text(self.asking.lang)

    @property
    def heading(self) -> str:
        """The question, and that it may be left out."""
        asked = pack_text(self.asked.label)
        return asked if self.asked.required else _("%(question)s (optional)", question=asked)

    @property
    def hint(self) -> str:
        """The pack's hint."""
        return pack_text(self.asked.hint)

    @property
    def most(self) -> int:
        """How many characters the answer may have."""
        return longest(self.asked)

    @property
    def shows_why(self) -> bool:
        """Whether the privacy notice stands under it: always for personal data, else where words are asked."""
        return self.asked.cls in PERSONAL or self.asked.kind not in _CHOSEN

    def is_odd(self, number: str) -> bool:
        """Whether this VIN may be right although its check digit does not fit: then that can be said beside it."""
        return self.asked.kind == "vin" and is_odd(number)

    @property
    def drawn(self) -> dict[str, Any]:
        """Width, keyboard and completion of the one box."""
        face = dict(_DRAWN.get(self.asked.kind, {"maxlength": None}))
        if not self.own:
            face["autocomplete"] = "off"
        return face

    @property
    def affixes(self) -> tuple[str | None, str | None]:
        """What stands before and after the box: the currency where the language puts it, or the unit."""
        if self.asked.kind != "money":
            return None, self._unit()
        locale = Locale.parse(self.asking.lang.replace("-", "_"))
        symbol = get_currency_symbol(self.asking.currency, locale=locale)
        first = locale.currency_formats["standard"].pattern.startswith("¤")
        return (symbol, None) if first else (None, symbol)

    def currencies(self) -> list[tuple[str, str]]:
        """The currencies an amount may be in, by code and name; none where there is nothing to choose."""
        codes = taken(self.asked, self.asking) if self.asked.kind == "money" else ()
        names = reader().currencies
        return [(code, f"{names.get(code, code)} ({code})") for code in codes] if len(codes) > 1 else []

    def _unit(self) -> str | None:
        """The unit as the reader's language writes it after a number."""
        name = UNITS.get(self.asked.unit or "")
        if name is None:
            return self.asked.unit
        return str(format_unit(0, name, "short", locale=self.asking.locale)).lstrip("0 \xa0")

    @property
    def accept(self) -> str:
        """The file name endings that may be chosen."""
        return ",".join(f".{ending}" for ending in self._endings())

    @property
    def file_hint(self) -> str:
        """The pack's hint, then what kinds of file and how large."""
        endings = [ending.upper() for ending in self._endings() if ending != "jpeg"]
        said = _("%(kinds)s, up to 20 MB each", kinds=listed(endings, "or"))
        return f"{self.hint} {said}".strip()

    def address_boxes(self) -> Sequence[tuple[str, str, str, str | None]]:
        """Part, label, completion and width of each line of an address, but the country."""
        home = self.asking.country == "US"
        lines = (
            ("line1", _("Street and number"), "address-line1", None),
            ("line2", _("Flat, floor or unit (optional)"), "address-line2", None),
            ("city", _("Town"), "address-level2", "w20"),
            ("region", _("State, two letters") if home else _("Region"), "address-level1", "w10"),
            ("postcode", _("ZIP code") if home else _("Postcode"), "postal-code", "w10"),
        )
        return [(part, label, token if self.own else "off", width) for part, label, token, width in lines]

    def countries(self) -> list[tuple[str, str]]:
        """Countries by code, named in the reader's language, the tenant's own first."""
        return country_options(reader(), self.asking.country)

    def _endings(self) -> tuple[str, ...]:
        chosen = self.asked.accept or FILE_TYPES
        return tuple(dict.fromkeys([*chosen, "jpeg"])) if "jpg" in chosen else tuple(chosen)


def country_options(locale: Locale, first: str) -> list[tuple[str, str]]:
    """Countries by code and name, `first` at the head of the list."""
    named = {code: name for code, name in locale.territories.items() if re.fullmatch(r"[A-Z]{2}", code)}
    rest = sorted((name, code) for code, name in named.items() if code != first and code not in _NO_COUNTRIES)
    return [(first, named.get(first, first)), *((code, name) for name, code in rest)]
