"""Reading registers outside a case: for which purposes, and on which facts the law demands with each reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.base.errors import InvalidInput, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.packs import Purpose
from casework.packs.field_kinds import Asking, BadAnswer, accept_value
from casework.policy.why import NOT_FOR_READING
from casework.services.office import TRIAGE, office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

__all__ = ["NOT_FOR_READING", "FactsWanted", "purpose_of_lists", "read_off_case"]


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
    clean, number = _checked(session, purpose, facts), new_id()
    ledger_chain.record(
        session, "purpose.declared", fields=clean, detail={"declaration": number, "facts": clean}
    )
    session.info["because"] = {"declaration": str(number)}


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
