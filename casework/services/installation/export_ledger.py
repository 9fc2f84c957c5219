"""A tenant's ledger as a file that anybody can check without this app."""

from __future__ import annotations

import json
from collections.abc import Iterator

from casework.base.errors import NotFound
from casework.ledger_verifier import Ledger, Seal
from casework.settings import Settings
from casework.store.ledger_read import reading

_NO_SEAL = Seal(0, 0, "", b"", b"", b"", "")


def export_ledger(settings: Settings, slug: str) -> Iterator[str]:
    """Lines of JSON: the office, then each seal with its entries after it, as they are stored."""
    assert settings.database is not None
    with reading(settings.database.owner) as reader:
        found = reader.tenants(slug)
        if not found:
            raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
        yield from _lines(reader.ledger(*found[0]))


def _lines(ledger: Ledger) -> Iterator[str]:
    yield json.dumps({"tenant": ledger.tenant, "office": ledger.office, "unsealed": ledger.unsealed})
    for seal, bodies, _ in ledger.groups:
        yield json.dumps(_told(seal or _NO_SEAL))
        for body in bodies:
            yield json.dumps(body.decode().split("\t"), ensure_ascii=False)


def _told(seal: Seal) -> dict[str, object]:
    return {
        "seal": seal.number,
        "upto": seal.upto,
        "at": seal.at,
        "leaves": seal.leaves.hex(),
        "head": seal.head.hex(),
        "signature": seal.signature.hex(),
        "key": seal.key,
    }
