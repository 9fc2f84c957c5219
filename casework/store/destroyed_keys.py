"""The list of destroyed keys, which stands beside the root keys: a backup of before knows nothing of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, text

from casework.base.errors import SettingError

NAME = "destroyed.list"
_DESTROY = (
    "update person_key set wrapped = null, destroyed_at = coalesce(destroyed_at, now())"
    " where id = any(:ids) and wrapped is not null",
    "update person_identifier set value_bidx = null where value_bidx is not null and length(value) > 16"
    " and encode(substring(value from 2 for 16), 'hex')::uuid = any(:ids)",
    "update fact set sealed_bidx = null where sealed_bidx is not null and length(sealed) > 16"
    " and encode(substring(sealed from 2 for 16), 'hex')::uuid = any(:ids)",
)


def read(folder: Path) -> set[UUID]:
    """The ids on the list in a folder of keys; empty where there is none."""
    try:
        return {UUID(line) for line in (folder / NAME).read_text(encoding="ascii").split()}
    except FileNotFoundError:
        return set()
    except ValueError as broken:
        raise SettingError(f"{folder / NAME} is damaged. Put back your copy of it.") from broken


def add(folder: Path, ids: Iterable[UUID]) -> None:
    """Put ids on the list. The file appears whole and is on disk when this returns."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = read(folder) | set(ids)
    draft = folder / f".{NAME}.new"
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{one}\n" for one in sorted(whole))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / NAME)


def destroyed_in(owner: Connection) -> set[UUID]:
    """The ids of destroyed keys that the database knows."""
    return set(owner.scalars(text("select id from person_key where destroyed_at is not null")))


def destroy_again(owner: Connection, ids: Iterable[UUID]) -> None:
    """Destroy in a restored database what was destroyed since its backup, with the indexes that would find it."""
    for order in _DESTROY:
        owner.execute(text(order), {"ids": list(ids)})
