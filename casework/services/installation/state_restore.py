"""Say that an older backup was restored: the way on when a database is behind its anchors.

Nothing is forgotten: the anchors keep what they say, a signed line after them states the break, and an entry in each
ledger tells of it. From then on the ledger is sealed and anchored again, and every check names what is lost.
"""

from __future__ import annotations

import json
from typing import Any

import psycopg

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.ledger_verifier import START, TIME, Anchor, Anchors, break_message, key_id
from casework.services.installation.verify_ledgers import read_own_anchors
from casework.settings import Settings
from casework.store.anchors import AnchorFile
from casework.store.ledger_key import signing_key

_HEADS = "select number, upto, head from guard.ledger_seal where tenant_id = %s and number = any(%s)"
_ENTER = "select identity.ledger_append(%s, 'operator', null, 'administration', 'ledger.restored', '{}', %s)"


def state_restore(settings: Settings, reason: str) -> list[str]:
    """State the break of every ledger that is behind its anchors. A sentence for each."""
    if not reason.strip():
        raise InvalidInput({"reason": "Say what happened: which backup was restored, and why."})
    assert settings.database is not None
    key, told = signing_key(settings.keys_dir), []
    file = AnchorFile(settings.anchors_dir)
    owner, identity = (
        url.replace("+psycopg", "") for url in (settings.database.owner, settings.database.identity)
    )
    with psycopg.connect(owner) as reader, psycopg.connect(identity) as writer:
        for tenant, anchors in sorted(read_own_anchors(settings).items()):
            last, common = anchors.last, _common(reader, tenant, anchors)
            if last is None or common.seal == last.seal:
                continue
            detail = {"after": common.entries, "lost": last.entries, "anchored": last.head.hex()}
            writer.execute(_ENTER, [tenant, json.dumps(detail, sort_keys=True)])
            writer.commit()
            line = _line(tenant, common, last) | {"break": reason, "key": key_id(key.public_key())}
            file.add([line | {"signature": key.sign(break_message(line)).hex()}])
            told.append(f"tenant {tenant}: entries {common.entries + 1} to {last.entries} are stated as lost")
    return told


def _common(reader: psycopg.Connection[Any], tenant: int, anchors: Anchors) -> Anchor:
    """The last anchor that the database still agrees with."""
    stored = reader.execute(_HEADS, [tenant, list(anchors.heads)]).fetchall()
    same = [anchors.heads[number] for number, _, head in stored if anchors.heads[number].head == head]
    return max(same, key=lambda one: one.seal, default=Anchor(0, 0, START, ""))


def _line(tenant: int, common: Anchor, last: Anchor) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "seal": common.seal,
        "entries": common.entries,
        "head": common.head.hex(),
        "at": now().strftime(TIME),
        "lost": last.entries,
        "lost_head": last.head.hex(),
    }
