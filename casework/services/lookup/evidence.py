"""The evidence pack for an auditor: of each look-up who, why and what, ledger entries, what it ended in, papers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.base.values import Value
from casework.models import DisclosureProof, LedgerEntry, OutwardDisclosure
from casework.services.lookup.declarations import Declaration, ended_in
from casework.services.lookup.declared_facts import entries_under
from casework.services.lookup.proofs import proofs_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

MOST = 200
"""Of look-ups in one pack."""
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


class Evidence(Value):
    """One look-up: who declared which use on which facts, the ledger's entries under it, what was given or refused, and
    the documents of that."""

    declaration: UUID
    use: str
    facts: Mapping[str, Any]
    actor: UUID | None
    at: datetime
    entries: tuple[LedgerEntry, ...]
    decisions: tuple[OutwardDisclosure, ...]
    proofs: tuple[DisclosureProof, ...]

    @property
    def subjects(self) -> list[UUID]:
        """Everybody and everything that was read or given under it."""
        read = (entry.subjects for entry in self.entries if entry.act == "disclosed")
        given = (one.people for one in self.decisions)
        return sorted({person for group in (*read, *given) for person in group})

    @property
    def read_fields(self) -> list[str]:
        """Everything that was read under it."""
        return sorted({name for entry in self.entries if entry.act == "disclosed" for name in entry.fields})


def gather(session: ViewerSession, disclosures: Iterable[OutwardDisclosure]) -> list[Evidence]:
    """The evidence of givings and refusals. That it was taken along is an entry of its own."""
    chosen = list(disclosures)[:MOST]
    asked = [(one.declaration, one.use, one.declared, one.decided_by, one.decided_at) for one in chosen]
    return _gathered(session, asked, [[one] for one in chosen])


def gather_declared(session: ViewerSession, declarations: Iterable[Declaration]) -> list[Evidence]:
    """The evidence of look-ups, whatever they ended in. That it was taken along is an entry of its own."""
    chosen = list(declarations)[:MOST]
    ended = ended_in(session, [one.id for one in chosen])
    asked = [(one.id, one.use, one.facts, one.actor, one.at) for one in chosen]
    return _gathered(session, asked, [ended.get(one.id, []) for one in chosen])


def _gathered(
    session: ViewerSession,
    asked: Sequence[tuple[UUID, str, Mapping[str, Any], UUID | None, datetime]],
    decisions: Sequence[Sequence[OutwardDisclosure]],
) -> list[Evidence]:
    ids = [one.id for group in decisions for one in group]
    proofs = proofs_of(session, ids)
    found = [
        Evidence(
            *(declaration, use, facts, actor, at),
            entries=tuple(entries_under(session, declaration, actor, at)),
            decisions=tuple(group),
            proofs=tuple(proof for proof in proofs if proof.disclosure_id in {one.id for one in group}),
        )
        for (declaration, use, facts, actor, at), group in zip(asked, decisions, strict=True)
    ]
    ledger_chain.record(
        session,
        "evidence.exported",
        subjects=[*ids, *(one.declaration for one in found)],
        detail={"lookups": len(found), "disclosures": len(ids), "documents": len(proofs)},
    )
    return found


def pack(session: ViewerSession, found: list[Evidence], summary: str) -> bytes:
    """The archive: `summary.html` to read, the ledger's entries for machines, the documents, and a list of hashes."""
    made = io.BytesIO()
    hashes: list[str] = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(session, found, summary):
            archive.writestr(name, content)
            hashes.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
        archive.writestr("SHA256SUMS", "\n".join(hashes) + "\n")
    return made.getvalue()


def _files(session: ViewerSession, found: list[Evidence], summary: str) -> Iterator[tuple[str, bytes]]:
    yield "summary.html", summary.encode()
    entries = list({entry.id: entry for one in found for entry in one.entries}.values())
    yield "ledger.csv", _table(entries)
    yield "lookups.json", json.dumps([_told(one) for one in found], default=str, indent=1).encode()
    files, tenant = file_store(), session.viewer.tenant
    for one in found:
        numbers = {decision.id: decision.number for decision in one.decisions}
        for at, proof in enumerate(one.proofs, start=1):
            if proof.disclosure_id and files.holds(tenant, proof.store_name, proof.sha256):
                yield _name(numbers[proof.disclosure_id], proof, at), files.read(tenant, proof.store_name)


def _name(number: str, proof: DisclosureProof, at: int) -> str:
    """Where a document lies in the archive."""
    plain = "".join(c if c.isalnum() or c in "._-" else "_" for c in proof.name)[-80:]
    return f"documents/{number}/{at}-{plain}"


_DECIDED = (
    *("number", "result", "event_on", "fields", "people", "vehicle_id", "mark_id", "recipient", "their_ref"),
    *("limits", "reason", "decided_at", "decided_by", "keep_until"),
)


def _told(one: Evidence) -> dict[str, object]:
    same = ("declaration", "use", "facts", "actor", "at", "subjects", "read_fields")
    decided = [{name: getattr(row, name) for name in _DECIDED} for row in one.decisions]
    told = {name: getattr(one, name) for name in same}
    return told | {"entries": [entry.id for entry in one.entries], "decisions": decided}


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
