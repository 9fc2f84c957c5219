"""Ways to reach a person, each for as long as it holds: a change closes the old one and opens the new one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.words import search_key
from casework.domain.email import email_key, normal_email
from casework.domain.phone import is_phone, phone_key
from casework.models import ContactPoint, PostalAddress
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_ADDRESS = 500


def contact_key(session: ViewerSession, kind: str, value: str) -> str:
    """The key that equal contacts share, however they were typed. InvalidInput under the kind's name."""
    if kind == "email":
        plain = normal_email(value)
        if plain is None:
            raise InvalidInput({"email": phrase("Enter an e-mail, like name@example.org")})
        return email_key(plain)
    country = office_of(session).tenant.country
    if kind != "phone" or not is_phone(value, country):
        raise InvalidInput({"phone": phrase("Enter a phone number, with the country code if it is abroad")})
    return phone_key(value, country)


def add_contact(
    session: ViewerSession, person_id: UUID, kind: str, value: str, *, since: date | None = None
) -> ContactPoint:
    """A new phone number or e-mail from `since` (today) on; one that holds already is left as it is."""
    key = contact_key(session, kind, value)
    held = session.scalar(
        select(ContactPoint).where(
            ContactPoint.person_id == person_id, ContactPoint.value_key == key, ContactPoint.until.is_(None)
        )
    )
    if held is not None:
        return held
    row = ContactPoint(**contact_values(session, person_id, (kind, value, key), since=since))
    session.add(row)
    session.flush()
    return row


def contact_values(
    session: ViewerSession, person_id: UUID, contact: tuple[str, str, str], *, since: date | None = None
) -> dict[str, Any]:
    """What the row of a new phone number or e-mail holds. `contact`: its kind, the value, the key that equals share."""
    kind, value, key = contact
    return {
        "id": new_id(),
        "person_id": person_id,
        "kind": kind,
        "value": value.strip(),
        "value_key": key,
        "since": since or _today(session),
    }


def add_address(
    session: ViewerSession, person_id: UUID, lines: str, *, kind: str = "home", since: date | None = None
) -> PostalAddress:
    """A new address from `since` (today) on."""
    row = PostalAddress(**address_values(session, person_id, lines, kind=kind, since=since))
    session.add(row)
    session.flush()
    return row


def address_values(
    session: ViewerSession, person_id: UUID, lines: str, *, kind: str = "home", since: date | None = None
) -> dict[str, Any]:
    """What the row of a new address holds. InvalidInput under `address`."""
    text = "\n".join(" ".join(line.split()) for line in lines.strip().splitlines() if line.strip())
    if not text or len(text) > LONGEST_ADDRESS:
        raise InvalidInput({"address": phrase("Enter the address, in 500 characters at most")})
    return {
        "id": new_id(),
        "person_id": person_id,
        "kind": kind,
        "lines": text,
        "lines_key": search_key(text),
        "since": since or _today(session),
    }


def change_contact(
    session: ViewerSession, contact_id: UUID, value: str | None, *, case_id: UUID | None = None
) -> ContactPoint | None:
    """Close a contact as of today and open `value` in its place (None: nothing in its place)."""
    row = session.scalar(
        select(ContactPoint)
        .where(ContactPoint.id == contact_id, ContactPoint.until.is_(None))
        .with_for_update()
    )
    if row is None:
        raise NotFound
    row.until = _today(session)
    session.flush()
    fresh = add_contact(session, row.person_id, row.kind, value) if value else None
    ledger_chain.record(session, "contact.changed", case=case_id, subjects=[row.person_id], fields=[row.kind])
    return fresh


def change_address(
    session: ViewerSession, address_id: UUID, lines: str | None, *, case_id: UUID | None = None
) -> PostalAddress | None:
    """Close an address as of today and open `lines` in its place (None: nothing in its place)."""
    row = session.scalar(
        select(PostalAddress)
        .where(PostalAddress.id == address_id, PostalAddress.until.is_(None))
        .with_for_update()
    )
    if row is None:
        raise NotFound
    row.until = _today(session)
    session.flush()
    fresh = add_address(session, row.person_id, lines, kind=row.kind) if lines else None
    ledger_chain.record(
        session, "contact.changed", case=case_id, subjects=[row.person_id], fields=["address"]
    )
    return fresh


def _today(session: ViewerSession) -> date:
    return today(office_of(session).tenant.timezone)
