"""What somebody reads who is told of a gift: in their language, by the words of the kind of office. Never how much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.base.values import Value
from casework.packs.placeholders import PLACE
from casework.services.mail.places import harmless
from casework.services.office import office_of
from casework.services.thanks.reach import Reached
from casework.store.session import ViewerSession


class Notice(Value):
    """Whom a gift honours, and who gave it: None where they are not named. Names as they are shown."""

    kind: str
    name: str
    donor: str | None


def notice_words(session: ViewerSession, notice: Notice, told: Reached, day: date) -> dict[str, Any]:
    """The words as they go and are kept: `language`, `day` (ISO), `to` (lines), `title`, `lines` (paragraphs), whether
    they name the donor, and whether the name of who is told is kept to few."""
    office = office_of(session)
    said = office.kind.giving.tribute[notice.kind]
    filling = {"told": told.name, "donor": notice.donor or "", "name": notice.name}
    filling = {place: harmless(words) for place, words in filling.items()} | {"office": office.tenant.name}
    body = (said.unnamed if notice.donor is None else said.named).text(told.language)
    lines = [part.strip() for part in _filled(body, filling).split("\n\n") if part.strip()]
    return {
        "language": told.language,
        "day": day.isoformat(),
        "to": [told.name, *(told.address or "").splitlines()],
        "title": _filled(said.title.text(told.language), filling),
        "lines": [*lines, office.tenant.name],
        "names_donor": notice.donor is not None,
        "hidden": told.anonymous,
    }


def _filled(text: str, filling: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: filling.get(place[1], ""), text)
