"""Somebody acts for the applicant: who, and what lets them, kept with the case among the notes of the staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase
from casework.services.cases.add_note import add_note
from casework.store import ledger_chain
from casework.store.session import ViewerSession

GROUNDS = ("mandate", "guardian", "lawyer", "court")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who acts for somebody, and on which of the GROUNDS."""

    name: str
    ground: str


def proxy_of(form: Mapping[str, str]) -> Proxy | None:
    """The proxy that a form names; None when it names none. Raises InvalidInput (`proxy_name`, `proxy_ground`)."""
    name = " ".join(form.get("proxy_name", "").split())[:LONGEST]
    ground = form.get("proxy_ground", "")
    if not name and not ground:
        return None
    wrong: dict[str, Sayable] = {}
    if not name:
        wrong["proxy_name"] = phrase("Say who acts")
    if ground not in GROUNDS:
        wrong["proxy_ground"] = phrase("Say what lets them act")
    if wrong:
        raise InvalidInput(wrong)
    return Proxy(name, ground)


def name_proxy(session: ViewerSession, case_id: UUID, proxy: Proxy, said: str) -> None:
    """Keep who acts for the applicant; `said` is the note in words."""
    add_note(session, case_id, said)
    ledger_chain.record(session, "case.proxy_named", case=case_id, detail={"ground": proxy.ground})
