"""The data under the benchmarks: an installation of its own outside the tree, filled once and kept.

`BENCH_CASES` says how many cases (a million if nothing is said), `BENCH_DATA` where the data lie.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Self

import psycopg

from casework.base.secrets_file import read_or_make
from casework.services.installation.bring_up import bring_up
from casework.settings import LOGINS, Settings
from casework.store import roles
from casework.store.embedded import Embedded
from casework.store.ledger_seal import sealer
from casework.store.lock import FolderLock
from tests.benchmarks.filling import TENANTS, fill, shares

__all__ = ["TENANTS", "Ground"]

MILLION = 1_000_000


class Ground:
    """A running installation of 200 tenants; started and stopped by `with`."""

    def __init__(self) -> None:
        self.cases = int(os.environ.get("BENCH_CASES") or MILLION)
        kept = Path(os.environ.get("BENCH_DATA") or Path.home() / ".cache" / "casework" / "bench")
        folder = kept / f"cases-{self.cases}"
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FolderLock(folder)
        secrets = read_or_make(folder)
        self.server = Embedded(folder, secrets, shared_buffers="1GB", max_wal_size="4GB")
        self.settings = Settings(
            data_dir=folder, secrets=secrets, demo=True, wall_key=b"b" * 32, cookie_secret=b"b" * 32
        )

    def __enter__(self) -> Self:
        self._lock.__enter__()
        self.server.start()
        passwords = {login: getattr(self.settings.secrets, f"password_{login}") for login in LOGINS}
        roles.initialise(self.server.superuser(), name="casework", prefix="casework", passwords=passwords)
        self.settings = replace(self.settings, database=self.server.database())
        bring_up(self.settings)
        self._fill()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()
        self._lock.release()

    @property
    def sizes(self) -> dict[int, int]:
        """How many cases each tenant has."""
        return shares(self.cases)

    def owner(self) -> psycopg.Connection:
        """The owner's connection, past every policy."""
        assert self.settings.database is not None
        return psycopg.connect(self.settings.database.owner.replace("+psycopg", ""), autocommit=True)

    def superuser(self) -> psycopg.Connection:
        """Past every wall."""
        return psycopg.connect(self.server.superuser("casework"), autocommit=True)

    def _fill(self) -> None:
        with self.owner() as owner:
            held = owner.execute(
                "select count(*), (select count(*) from ledger_entry where seq is null) from identity.tenant"
            ).fetchone()
            assert held is not None
            if 0 < held[0] < TENANTS:
                raise SystemExit(f"{self.settings.data_dir} is half filled. Remove it and begin again.")
            if held[0] == 0:
                told = 0
                for done, seconds in fill(owner, self.cases):
                    if done - told >= self.cases // 50:
                        told = done
                        _tell(f"filling: {done:,} of about {self.cases:,} cases, {seconds:.0f} s")
                _tell(f"filled {sum(self.sizes.values()):,} cases, once", last=True)
        if held[0] == 0 or held[1] > self.cases // 2:
            self._seal()

    def _seal(self) -> None:
        """Number, seal and anchor what was entered, as the worker does."""
        assert self.settings.database is not None
        with sealer(
            self.settings.database.worker, self.settings.keys_dir, self.settings.anchors_dir
        ) as opened:
            sealed, refused = opened.run(anchor_all=True)
        _tell(f"sealed {sealed:,} entries of the ledger", last=True)
        if refused:
            raise SystemExit(str(refused[0]))


def _tell(words: str, *, last: bool = False) -> None:
    """On a terminal one line that is written over; elsewhere whole lines, and not too many."""
    if sys.stdout.isatty():
        print(f"\r   {words}   ", end="\n" if last else "", flush=True)
    else:
        print(f"   {words}", flush=True)
