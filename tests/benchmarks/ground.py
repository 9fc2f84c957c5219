"""The data under the benchmarks: an installation in `build/bench/`, filled once and kept."""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

import psycopg

from casework.base.secrets_file import read_or_make
from casework.services.installation.bring_up import bring_up
from casework.settings import LOGINS, Settings
from casework.store import roles
from casework.store.embedded import Embedded
from casework.store.lock import FolderLock

SIZES: Mapping[str, int] = {"default": 300_000, "full": 10_000_000}
TENANTS = 200
_FOLDER = Path(__file__).parents[2] / "build" / "bench"

# Tenant t has about 1/t of the rows: one large office, many small ones.
_FILL = """
    insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)
    select least(%(tenants)s, floor(%(tenants)s ^ r)::int), gen_random_uuid(), 'person', name, name,
        convert_to(name, 'UTF8'), 'en', now() - g * interval '1 second'
    from (select g, random() r, md5(g::text) name from generate_series(1, %(rows)s) g) made
"""


class Ground:
    """A running installation with `rows` persons in 200 tenants; started and stopped by `with`."""

    def __init__(self, size: str) -> None:
        self.rows = SIZES[size]
        folder = _FOLDER / size
        self._lock = FolderLock(folder)
        secrets = read_or_make(folder)
        self.server = Embedded(folder, secrets, shared_buffers="512MB", max_wal_size="4GB")
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
        with self.superuser() as conn:
            held = conn.execute("select count(*) from person").fetchone()
            if held != (self.rows,):
                print(f"filling {self.rows:,} persons, once …", flush=True)
                conn.execute("truncate person cascade")
                conn.execute(_FILL, {"tenants": TENANTS, "rows": self.rows})
                conn.execute("analyze person")
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()
        self._lock.release()

    def superuser(self) -> psycopg.Connection:
        """Past every wall."""
        return psycopg.connect(self.server.superuser("casework"), autocommit=True)


def compare(
    ways: Mapping[str, Callable[[int], object]], *, rounds: int, of: Callable[[random.Random], int]
) -> None:
    """Time the ways in turn with the same random numbers, and print what each costs beside the first."""
    chance = random.Random(1)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        chosen = of(chance)
        for name, way in ways.items():
            begun = time.perf_counter()
            way(chosen)
            if number >= rounds // 10:
                times[name].append((time.perf_counter() - begun) * 1000)
    first = statistics.median(next(iter(times.values())))
    for name, taken in times.items():
        middle, low = statistics.median(taken), sorted(taken)[len(taken) // 10]
        print(f"   {name:44s} p50 {middle:8.3f} ms   p10 {low:8.3f} ms   ×{middle / first:.2f}", flush=True)
