"""Documents behind a giving, a refusal or a consent: kept with them, and opened by those who watch over data."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import DisclosureProof
from casework.services.documents.keep_file import Sent, keep_file
from casework.services.documents.open_document import OpenedFile
from casework.services.documents.scan_file import READABLE
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

ACCEPT = ("pdf", "jpg", "png")


def keep_proof(
    session: ViewerSession, sent: Sent, *, disclosure: UUID | None = None, consent: UUID | None = None
) -> None:
    """Keep a document with what it proves. Raises InvalidInput under `file`."""
    kept = keep_file(session, sent, ACCEPT, used=0)
    row = DisclosureProof(
        id=new_id(),
        disclosure_id=disclosure,
        consent_id=consent,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.stored.size,
        sha256=kept.stored.sha256,
        store_name=kept.stored.name,
        scan=kept.scan,
        added_by=session.viewer.actor,
    )
    session.add(row)
    session.flush()


def proofs_of(session: ViewerSession, disclosures: Iterable[UUID]) -> list[DisclosureProof]:
    """The documents of these disclosures, oldest first."""
    chosen = select(DisclosureProof).where(DisclosureProof.disclosure_id.in_(list(disclosures)))
    return list(session.scalars(chosen.order_by(DisclosureProof.at, DisclosureProof.id)))


def open_proof(session: ViewerSession, disclosure: UUID, proof: UUID) -> OpenedFile:
    """One of them. A disclosure itself. NotFound, Refused NOT_SCANNED."""
    found = next((one for one in proofs_of(session, [disclosure]) if one.id == proof), None)
    if found is None:
        raise NotFound
    if found.scan not in READABLE:
        raise Refused("NOT_SCANNED", phrase("This file is still being checked. Try again in some minutes."))
    ledger_chain.record(session, "proof.read", subjects=[disclosure, found.id])
    return OpenedFile(
        found.name, found.media_type, file_store().path(session.viewer.tenant, found.store_name)
    )
