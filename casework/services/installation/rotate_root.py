"""Turn the root key: a new file, and every tenant's keys wrapped by it. Values and person keys stay as they are."""

from __future__ import annotations

from sqlalchemy import Connection, select

from casework.models import SealingKey
from casework.services.installation.rotate_keys import TASK
from casework.services.office import Office
from casework.store import ledger_chain
from casework.store.key_ladder import key_purpose
from casework.store.key_upkeep import one_rotation, roots_in_use
from casework.store.keys import KeyRing, make_root_key


def new_root(ring: KeyRing, owner: Connection) -> str:
    """The id of the root key to turn to: one that is here and not yet used by all, else a new file."""
    used = roots_in_use(owner)
    current = ring.current
    if set(used) == {current}:
        number = current.rpartition("-")[2]
        current = f"root-{int(number) + 1 if number.isdecimal() else len(ring.ids) + 1}"
        make_root_key(ring.folder, current)
    return current


def rotate_root(office: Office, owner: Connection, root: str) -> int:
    """Wrap a tenant's keys by `root`, the youngest root key. How many were turned."""
    with one_rotation(owner, office.tenant.id), office.open(office.system(TASK)) as session:
        keys, tenant = session.installation.keys, office.tenant.id
        rows = session.scalars(
            select(SealingKey)
            .where(SealingKey.root_id != root)
            .order_by(SealingKey.version)
            .with_for_update()
        ).all()
        for row in rows:
            purpose = key_purpose(tenant, row.version)
            row.root_id, row.wrapped = keys.wrap(keys.unwrap(row.root_id, row.wrapped, purpose), purpose)
        if rows:
            ledger_chain.record(session, "keys.root_turned", about="sealing_key", detail={"keys": len(rows)})
        session.commit()
        return len(rows)
