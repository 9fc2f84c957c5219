"""The evidence pack for an auditor: of each giving or refusal who, why and what, the ledger's entries, the papers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.models import DisclosureProof, LedgerEntry, OutwardDisclosure
from casework.services.lookup.declared_facts import entries_under
from casework.services.lookup.proofs import proofs_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

MOST = 200
"""Of disclosures in one pack."""
_COLUMNS = (
    *(
        "id",
        "seq",
        "at",
        "actor_kind",
        "actor_id",
        "purpose",
        "act",
        "about",
        "case_id",
        "subjects",
        "fields",
    ),
    "detail",
)


@dataclass(frozen=True, slots=True)
class Entries:
    """A disclosure with the ledger's entries under its declaration, and its documents."""

    disclosure: OutwardDisclosure
    entries: tuple[LedgerEntry, ...]
    proofs: tuple[DisclosureProof, ...]


def gather(session: ViewerSession, disclosures: Iterable[OutwardDisclosure]) -> list[Entries]:
    """All that the pack will hold. That it was taken along is an entry of its own."""
    chosen = list(disclosures)[:MOST]
    proofs = proofs_of(session, [one.id for one in chosen])
    found = [
        Entries(
            one,
            tuple(entries_under(session, one.declaration, one.decided_by, one.decided_at)),
            tuple(proof for proof in proofs if proof.disclosure_id == one.id),
        )
        for one in chosen
    ]
    ledger_chain.record(
        session,
        "evidence.exported",
        subjects=[one.id for one in chosen],
        detail={"disclosures": len(chosen), "documents": len(proofs)},
    )
    return found


def pack(session: ViewerSession, found: list[Entries], summary: str) -> bytes:
    """The archive: `summary.html` to read, the ledger's entries for machines, the documents, and a list of hashes."""
    made = io.BytesIO()
    hashes: list[str] = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(session, found, summary):
            archive.writestr(name, content)
            hashes.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
        archive.writestr("SHA256SUMS", "\n".join(hashes) + "\n")
    return made.getvalue()


def _files(session: ViewerSession, found: list[Entries], summary: str) -> Iterator[tuple[str, bytes]]:
    yield "summary.html", summary.encode()
    entries = list({entry.id: entry for one in found for entry in one.entries}.values())
    yield "ledger.csv", _table(entries)
    yield "disclosures.json", json.dumps([_told(one) for one in found], default=str, indent=1).encode()
    files, tenant = file_store(), session.viewer.tenant
    for one in found:
        for at, proof in enumerate(one.proofs, start=1):
            if files.holds(tenant, proof.store_name, proof.sha256):
                yield document_name(one, proof, at), files.read(tenant, proof.store_name)


def document_name(one: Entries, proof: DisclosureProof, at: int) -> str:
    """Where a document lies in the archive."""
    plain = "".join(c if c.isalnum() or c in "._-" else "_" for c in proof.name)[-80:]
    return f"documents/{one.disclosure.number}/{at}-{plain}"


def _told(one: Entries) -> dict[str, object]:
    row = one.disclosure
    names = (
        *("number", "result", "use", "declaration", "declared", "event_on", "fields", "people", "vehicle_id"),
        *("mark_id", "recipient", "their_ref", "limits", "reason", "decided_at", "decided_by", "keep_until"),
    )
    return {name: getattr(row, name) for name in names} | {"entries": [entry.id for entry in one.entries]}


def _table(entries: list[LedgerEntry]) -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(_COLUMNS)
    for entry in entries:
        sheet.writerow(_cell(getattr(entry, name)) for name in _COLUMNS)
    return out.getvalue().encode()


def _cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
