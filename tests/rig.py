"""The database under the tests: one embedded server a run, one migrated template, one copy a worker."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from casework.base.secrets_file import Secrets, read_or_make
from casework.services.installation.bring_up import bring_up
from casework.settings import Database, Settings
from casework.store import roles
from casework.store.embedded import Embedded

PREFIX = "casework_test"
TEMPLATE = "casework_test"
# Nothing here must outlive a power cut.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class Cluster:
    """A server with a migrated template database; started once, by pytest's controlling process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets: Secrets = read_or_make(folder)
        self._server = Embedded(folder, self.secrets, **_FAST)

    @classmethod
    def start(cls) -> Self:
        """A new server in a folder of its own, with the template ready."""
        cluster = cls(Path(tempfile.mkdtemp(prefix="casework-test-")))
        cluster._server.start(die_with_us=True)
        passwords = {
            name: getattr(cluster.secrets, f"password_{name}")
            for name in ("owner", "app", "worker", "identity")
        }
        roles.initialise(cluster._server.superuser(), name=TEMPLATE, prefix=PREFIX, passwords=passwords)
        bring_up(cluster.settings(cluster.address(TEMPLATE)))
        return cluster

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._server.stop()
        self._server.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, name: str) -> Database:
        """The four addresses of one database of this server."""
        return self._server.database(name, PREFIX)

    def url(self, name: str) -> str:
        """The address of a database without its login, as an operator would set DATABASE_URL."""
        return self._server.url(name)

    def superuser(self, name: str = "postgres") -> str:
        """libpq words of the administrator."""
        return self._server.superuser(name)

    @contextmanager
    def copy(self, name: str) -> Iterator[Database]:
        """A database made from the template; gone afterwards."""
        with psycopg.connect(self.superuser(), autocommit=True) as conn:
            order = sql.SQL("create database {} template {} owner {}")
            owner = sql.Identifier(f"{PREFIX}_owner")
            conn.execute(order.format(sql.Identifier(name), sql.Identifier(TEMPLATE), owner))
            roles.grant_database(conn, name, PREFIX)
        yield self.address(name)
        with psycopg.connect(self.superuser(), autocommit=True) as conn:
            conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def await_others(self, name: str) -> None:
        """Wait (30 s at most) until nobody else's transaction is older than the newest ledger entry of a database.

        Tests use databases of their own, yet what is settled, and so can be sealed, is told for the whole server.
        """
        busy = (
            "select count(*) from pg_stat_activity where backend_xid is not null and datname <> current_database()"
            " and %s >= pg_snapshot_xmin(pg_current_snapshot())::text::numeric"
        )
        with psycopg.connect(self.superuser(name), autocommit=True) as conn:
            newest = conn.execute("select coalesce(max(xid), -1) from public.ledger_entry").fetchone()
            for _ in range(600):
                if conn.execute(busy, newest).fetchone() == (0,):
                    return
                conn.execute("select pg_sleep(0.05)")

    def settings(self, database: Database) -> Settings:
        """Settings of an installation in demo mode on this database."""
        return Settings(
            data_dir=self.folder,
            secrets=self.secrets,
            demo=True,
            database=database,
            cookie_secret=bytes.fromhex(self.secrets.cookie_secret),
            wall_key=bytes.fromhex(self.secrets.wall_key),
        )
