"""A tenant with a sealed, anchored ledger in a folder of its own, and the two ways to check it."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from casework import ledger_verifier
from casework.ledger_verifier import Verdict
from casework.services.installation.export_ledger import export_ledger
from casework.services.installation.verify_ledgers import verify_ledgers
from casework.settings import Settings
from casework.store.anchors import NAME
from casework.store.ledger_key import make_signing_key
from casework.store.ledger_seal import Sealer, sealer
from tests.factories.tenants import MadeTenant, make_tenant
from tests.rig import Cluster


def name_of(settings: Settings) -> str:
    """The name of an installation's database."""
    assert settings.database is not None
    return settings.database.owner.rpartition("/")[2].partition("?")[0]


@dataclass
class Sealed:
    """One office whose ledger is written, sealed, bent and checked."""

    cluster: Cluster
    settings: Settings
    office: MadeTenant

    @contextmanager
    def identity(self) -> Iterator[psycopg.Connection]:
        """The login that enters acts about accounts: the shortest way to an entry."""
        assert self.settings.database is not None
        with psycopg.connect(self.settings.database.identity.replace("+psycopg", "")) as conn:
            yield conn

    @contextmanager
    def superuser(self) -> Iterator[psycopg.Connection]:
        """Whoever may do anything, with every trigger off."""
        with psycopg.connect(self.cluster.superuser(name_of(self.settings)), autocommit=True) as conn:
            conn.execute("set session_replication_role = replica")
            yield conn

    @contextmanager
    def sealer(self) -> Iterator[Sealer]:
        """A sealer of this installation, once nobody else on this server is in the middle of something."""
        self.cluster.await_others(name_of(self.settings))
        assert self.settings.database is not None
        with sealer(self.settings.database.worker, self.settings.keys_dir, self.settings.anchors_dir) as made:
            yield made

    def enter(self, *acts: str, tenant: int | None = None, conn: psycopg.Connection | None = None) -> None:
        """Enter acts, one transaction unless `conn` is given; a sealer at work can take them from now on."""
        if conn is None:
            with self.identity() as own:
                self.enter(*acts, tenant=tenant, conn=own)
            self.cluster.await_others(name_of(self.settings))
            return
        for act in acts:
            conn.execute(
                "select identity.ledger_append(%s, 'member', %s, 'administration', %s, %s, '')",
                [tenant or self.office.id, uuid.uuid4(), act, [uuid.uuid4()]],
            )

    def seal(self) -> int:
        """Seal and anchor what waits. How many entries."""
        with self.sealer() as made:
            return made.run(anchor_all=True)[0]

    def verify(self) -> Verdict:
        """What the app says."""
        return next(one for one in verify_ledgers(self.settings) if one.tenant == self.office.id)

    def verify_apart(self, folder: Path, capsys) -> dict[str, object]:
        """What the stand-alone verifier says of an export."""
        export = folder / f"{uuid.uuid4().hex}.jsonl"
        export.write_text("\n".join(export_ledger(self.settings, self.office.slug)) + "\n")
        keys = [word for path in self.settings.anchors_dir.glob("*.pub") for word in ("--key", str(path))]
        anchors = self.settings.anchors_dir / NAME
        capsys.readouterr()
        ended = ledger_verifier.main([str(export), "--anchors", str(anchors), *keys, "--json"])
        told = json.loads(capsys.readouterr().out)
        assert ended == (1 if told["wrong"] else 0)
        return told


def sealed_office(cluster: Cluster, database, folder: Path) -> Sealed:
    """An office with keys of its own and nothing on its ledger."""
    settings = dataclasses.replace(cluster.settings(database), data_dir=folder)
    make_signing_key(settings.keys_dir)
    return Sealed(cluster, settings, make_tenant(database))
