"""Turn a tenant's key while everybody works: a new version at once for what is new, the rest in batches, then the end
of the old one. Killed anywhere, the next run goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select

from casework.base.errors import KeyMissing, SettingError
from casework.base.values import Value
from casework.models import Draft, Fact, PersonIdentifier, PersonKey, SealingKey
from casework.services.office import Office
from casework.store import ledger_chain
from casework.store.key_ladder import (
    FIRST,
    Holder,
    bound_to,
    index_key,
    keep_tenant_key,
    of_case,
    of_person,
    tenant_key,
    unwrap,
    wrap,
)
from casework.store.key_upkeep import one_rotation, wait_for_others
from casework.store.keys import fresh_key
from casework.store.sealed import LEGACY_END, Place, open_box, seal

TASK = "rotate_keys"
BATCH = 500
_PATIENCE = 120.0
Tell = Callable[[str, int], None]
"""Called after each batch: what is being turned, and how many are done."""

# Values of the time before person keys: column, place, and whose they are.
_LEGACY: tuple[tuple[type[Any], str, str, Callable[[Any], Holder]], ...] = (
    (Fact, "sealed", "fact.sealed", lambda row: of_case(row.case_id)),
    (PersonIdentifier, "value", "person_identifier.value", lambda row: of_person(row.person_id)),
    (Draft, "answers", "draft.answers", lambda row: of_case(row.id)),
)


class Turned(Value):
    """What a rotation did for a tenant; `version` 0 where nothing was ever sealed."""

    version: int
    resumed: bool
    keys: int
    values: int


def rotate_keys(office: Office, owner: Connection, *, tell: Tell, batch: int = BATCH) -> Turned:
    """Turn the key of one tenant. Raises SettingError while another command does, KeyMissing without the root key."""
    with one_rotation(owner, office.tenant.id):
        version, resumed = _begin(office)
        if not version:
            return Turned(0, False, 0, 0)
        _until_newest_is_used(office)
        keys = _all("keys", partial(_turn_keys, office, version, batch), tell)
        values = 0
        for what in _LEGACY:
            values += _all("values", partial(_seal_anew, office, what, batch), tell)
        wait_for_others(owner)
        _retire(office, version)
        return Turned(version, resumed, keys, values)


def _begin(office: Office) -> tuple[int, bool]:
    """The version to turn to, and whether an earlier run had begun it."""
    with office.open(office.system(TASK)) as session:
        held = sorted(session.scalars(select(SealingKey.version).where(SealingKey.version >= FIRST)))
        if not held:
            return 0, False
        index_key(session, "")  # so that the index key is there before the first key goes
        resumed = len(held) > 1
        if not resumed:
            keep_tenant_key(session, held[-1] + 1, fresh_key())
            ledger_chain.record(session, "keys.turned", about="sealing_key", detail={"version": held[-1] + 1})
        session.commit()
        return (held[-1] if resumed else held[-1] + 1), resumed


def _until_newest_is_used(office: Office) -> None:
    """Wait until nobody is in the middle of making a person key under an older version."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with office.open(office.system(TASK)) as session:
            if session.scalar(select(func.tenant_key_turned())):
                return
        time.sleep(0.01)
    raise SettingError("Somebody's transaction does not end, so nothing was turned. Run the command again.")


def _all(what: str, step: Callable[[], int], tell: Tell) -> int:
    done = 0
    while turned := step():
        done += turned
        tell(what, done)
    return done


def _turn_keys(office: Office, version: int, batch: int) -> int:
    """Wrap some person keys by the new version. How many."""
    with office.open(office.system(TASK)) as session:
        new, old = _must(tenant_key(session, version)), dict[int, bytes]()
        behind = (PersonKey.version < version, PersonKey.wrapped.is_not(None))
        rows = session.scalars(
            select(PersonKey).where(*behind).order_by(PersonKey.id).limit(batch).with_for_update()
        ).all()
        for row in rows:
            if row.version not in old:
                old[row.version] = _must(tenant_key(session, row.version))
            holder = Holder(row.kind, row.holder)
            key = unwrap(old[row.version], bound_to(session, row.id, holder, row.version), row.wrapped or b"")
            row.wrapped = wrap(new, bound_to(session, row.id, holder, version), key)
            row.version = version
        session.commit()
        return len(rows)


def _seal_anew(office: Office, what: tuple[type[Any], str, str, Callable[[Any], Holder]], batch: int) -> int:
    """Seal some values of the time before person keys under keys of their holders. How many."""
    model, name, column, holder_of = what
    with office.open(office.system(TASK)) as session:
        held: ColumnElement[Any] = getattr(model, name)
        rows = session.scalars(
            select(model).where(held < LEGACY_END).order_by(model.id).limit(batch).with_for_update()
        ).all()
        for row in rows:
            place = Place(column, row.id)
            plain, _ = open_box(session, place, getattr(row, name))
            setattr(row, name, seal(session, place, plain, holder=holder_of(row)))
        session.commit()
        return len(rows)


def _retire(office: Office, version: int) -> None:
    """Delete the older versions: from now on nothing opens by them, in no copy of the database made later."""
    with office.open(office.system(TASK)) as session:
        behind = select(func.count()).select_from(PersonKey)
        left = session.scalar(behind.where(PersonKey.version < version, PersonKey.wrapped.is_not(None)))
        if left:
            raise SettingError(f"{left} keys came under the old version meanwhile. Run the command again.")
        old = (SealingKey.version >= FIRST, SealingKey.version < version)
        session.execute(delete(SealingKey).where(*old).execution_options(synchronize_session=False))
        ledger_chain.record(session, "keys.retired", about="sealing_key", detail={"below": version})
        session.commit()


def _must(key: bytes | None) -> bytes:
    if key is None:
        raise KeyMissing
    return key
