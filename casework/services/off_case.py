"""Reading registers outside a case: for which purposes, and on which facts the law demands with each reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from casework.base.clock import today
from casework.base.errors import InvalidInput, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.packs import Field, Purpose
from casework.packs.field_kinds import Asking, BadAnswer, accept_value
from casework.policy.why import NOT_FOR_READING
from casework.services.lookup.consents import NoConsent, require_consent
from casework.services.office import TRIAGE, office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

__all__ = [
    "NOT_FOR_READING",
    "FactsWanted",
    "declare_purpose",
    "end_purpose",
    "note_refused_use",
    "purpose_of_lists",
    "read_off_case",
]


class FactsWanted(Refused):
    """The purpose demands facts with each reading, and none came."""

    status = 403

    def __init__(self, purpose: Purpose) -> None:
        names = ", ".join(field.name for field in purpose.requires)
        super().__init__(
            "PURPOSE_FACTS_MISSING",
            phrase(
                "This purpose demands facts with each reading: send Purpose-Facts with %(names)s.",
                names=names,
            ),
        )


def read_off_case(session: ViewerSession, facts: Mapping[str, Any] | None) -> None:
    """Make sure that the viewer's purpose is one for reading registers, and enter the facts it demands in the ledger.

    Raises PurposeRequired, FactsWanted, and InvalidInput by fact.
    """
    purpose = office_of(session).purpose(session.viewer.purpose)
    if not purpose.off_case or purpose.code in NOT_FOR_READING:
        raise PurposeRequired(phrase("This purpose is not one for reading registers outside a case."))
    if not purpose.requires:
        return
    if facts is None:
        raise FactsWanted(purpose)
    number = declare_purpose(session, _checked(session, purpose, facts), prefix="Purpose-Facts.")
    session.info["because"] = {"declaration": str(number)}


def declare_purpose(session: ViewerSession, facts: Mapping[str, Any], *, prefix: str = "") -> UUID:
    """Enter the viewer's purpose and the facts it demands in the ledger; the number of the declaration.

    `facts` are values as their fields took them. Raises InvalidInput, by `prefix` and fact, for what no request can
    hold: a day that is still to come, a few keys pressed; NoConsent where the law opens nothing without one.
    """
    office = office_of(session)
    purpose = office.purpose(session.viewer.purpose)
    errors: dict[str, Sayable] = {}
    for field in purpose.requires:
        wrong = _hollow(field, facts.get(field.name), today(office.tenant.timezone))
        if wrong is not None:
            errors[f"{prefix}{field.name}"] = wrong
    if errors:
        raise InvalidInput(errors)
    if purpose.consent and "consent" in facts:
        require_consent(session, facts["consent"])
    number = new_id()
    detail = {"declaration": number, "facts": dict(facts)}
    ledger_chain.record(session, "purpose.declared", fields=facts, detail=detail)
    return number


def note_refused_use(session: ViewerSession, why: NoConsent) -> None:
    """Note that the viewer's purpose opened nothing, and why, after what was begun is undone."""
    ledger_chain.record(session, "purpose.refused", detail={"code": why.code})


def end_purpose(session: ViewerSession, number: UUID) -> None:
    """Note that a declaration was ended before its time."""
    ledger_chain.record(session, "purpose.ended", detail={"declaration": number})


def _hollow(field: Field, value: Any, day: date) -> Sayable | None:
    """What is wrong with a fact that its field took, if anything."""
    if value is None or value == "":
        return phrase("Without this the use is not permitted")
    if field.kind == "date" and date.fromisoformat(str(value)) > day:
        return phrase("Enter a day that is not in the future")
    letters = {c for c in str(value).casefold() if c.isalnum()}
    if field.kind in ("text", "long_text") and (len(letters) < 2 or len(str(value).strip()) < 3):
        return phrase("Enter it as it stands on the request")
    return None


def purpose_of_lists(session: ViewerSession) -> str | None:
    """The purpose whose cases this viewer may list; None for every purpose. Raises PurposeRequired."""
    purpose = office_of(session).purpose(session.viewer.purpose)
    if purpose.code == TRIAGE:
        return None
    if purpose.off_case:
        raise PurposeRequired(phrase("This purpose is not one for work lists."))
    return purpose.code


def _checked(session: ViewerSession, purpose: Purpose, facts: Mapping[str, Any]) -> dict[str, Any]:
    tenant = office_of(session).tenant
    asking = Asking(tenant.language, tenant.country, tenant.currency)
    clean: dict[str, Any] = {}
    errors: dict[str, Sayable] = {}
    for field in purpose.requires:
        try:
            clean[field.name] = accept_value(field, facts.get(field.name), asking)
        except BadAnswer as bad:
            errors[field.name] = next(iter(bad.errors.values()))
    errors |= {
        name: phrase("This purpose asks no such thing.") for name in facts if name not in clean | errors
    }
    if errors:
        raise InvalidInput({f"Purpose-Facts.{name}": said for name, said in errors.items()})
    return clean
