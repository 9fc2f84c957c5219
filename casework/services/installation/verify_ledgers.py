"""Check that nobody has changed or cut what is on the ledgers."""

from __future__ import annotations

from pathlib import Path

from casework.base.errors import NotFound
from casework.ledger_verifier import Anchors, Ledger, Tell, Verdict, nothing, read_anchors, verify
from casework.settings import Settings
from casework.store.anchors import NAME
from casework.store.ledger_key import public_keys
from casework.store.ledger_read import reading


def verify_ledgers(
    settings: Settings, slug: str | None = None, *, anchors: Path | None = None, tell: Tell | None = None
) -> list[Verdict]:
    """Walk every tenant's ledger, or the one of `slug`, and compare it with what is anchored.

    As the owner: hashes are compared, no content is shown. `tell` hears the office and how far the walk is.
    """
    assert settings.database is not None
    keys = public_keys(settings.anchors_dir)
    # Before the database is looked at: whatever is anchored by now must be in it.
    anchored = read_own_anchors(settings, anchors)
    found = []
    with reading(settings.database.owner) as reader:
        tenants = reader.tenants(slug)
        if slug and not tenants:
            raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
        for tenant, office in tenants:
            found.append(verify(reader.ledger(tenant, office), anchored, keys, tell))
    if not slug:
        gone = sorted(anchored.keys() - {tenant for tenant, _ in tenants})
        found += [verify(Ledger(tenant, f"tenant {tenant}", 0, nothing()), anchored, keys) for tenant in gone]
    return found


def read_own_anchors(settings: Settings, path: Path | None = None) -> dict[int, Anchors]:
    """What this installation has anchored, or what another file says of it."""
    path = path or settings.anchors_dir / NAME
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", errors="replace") as lines:
        return read_anchors(lines, public_keys(settings.anchors_dir))
