"""What a donor reads who is asked by post: in their language, with the way to give, and how to say stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from casework.base.clock import today
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.appeals import Wording, spoken_in, wordings_of
from casework.models import Appeal
from casework.services.appeals.appeal_mail import LINK, NAME, AppealWords, give_address
from casework.services.office import office_of
from casework.services.tenants.find_tenant import TenantFacts
from casework.services.typesetting.paper_words import frame, long_day, say
from casework.store.session import ViewerSession


class Written(Value):
    """A donor with what stands on their letter. `hidden`: their name is kept to few."""

    donor_id: UUID
    name: str
    address: str
    language: str
    hidden: bool


def letters_paper(session: ViewerSession, appeal: Appeal, letters: Sequence[Written]) -> dict[str, Any]:
    """The data that the template `letters` is filled with."""
    office = office_of(session).tenant
    told = [_letter(session, appeal, one) for one in letters]
    return {**frame(office, office.language), "title": appeal.name, "letters": told}


def letter_words(
    office: TenantFacts, words: Mapping[str, Wording], language: str, name: str, code: str
) -> AppealWords:
    """What the letter says to somebody in their language, or in the office's where it is not written in that."""
    lang = spoken_in(words, language, office.language)
    text = words[lang].text
    if LINK not in text:
        text = f"{text}\n\n{LINK}"
    filled = text.replace(NAME, name).replace(LINK, give_address(office, code))
    foot = (
        phrase("Please name this code with your gift: %(code)s", code=code),
        phrase("You don’t want such letters? Tell us, and we stop."),
    )
    whole = "\n\n".join([filled, *(say(one, lang) for one in foot)])
    return AppealWords(words[lang].subject, whole, lang)


def _letter(session: ViewerSession, appeal: Appeal, donor: Written) -> dict[str, Any]:
    office = office_of(session).tenant
    said = letter_words(office, wordings_of(appeal.words), donor.language, donor.name, appeal.code)
    return {
        "lang": said.language.partition("-")[0],
        "to": [donor.name, *donor.address.splitlines()],
        "day": long_day(today(office.timezone), said.language),
        "title": said.subject,
        "lines": [part.strip() for part in said.text.split("\n\n") if part.strip()],
    }
