"""Offices and the people who work there, for tests of services: no identity rows, the same wall."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import psycopg
from flask import Flask

from casework.models.identity import Tenant
from casework.policy.viewer import Viewer
from casework.services.office import Office
from casework.services.tenants.find_tenant import tenant_facts
from casework.settings import Settings
from casework.store import roles
from casework.store.access import ALWAYS, Access
from casework.store.identity import identity_session
from casework.store.session import ViewerSession

_EVERYTHING = frozenset(
    {"matter", "internal", "contact", "identity", "location", "financial", "asset", "special", "sealed"}
)


@dataclass(frozen=True)
class Worker:
    """A member of staff by titles."""

    titles: tuple[str, ...]
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    units: frozenset[uuid.UUID] = frozenset()


def an_office(app: Flask, kind: str, **more: Any) -> Office:
    """A new tenant of this kind."""
    told: dict[str, Any] = {
        "name": "Office",
        "languages": ["en"],
        "timezone": "America/Los_Angeles",
        "currency": "USD",
        "country": "US",
        "profile": {},
    }
    with app.app_context(), identity_session() as session:
        row = Tenant(slug=f"o-{uuid.uuid4().hex[:12]}", kind=kind, **(told | more))
        session.add(row)
        session.commit()
        return Office.of(tenant_facts(row))


@dataclass(frozen=True)
class Desks:
    """Opens sessions at offices, as somebody and for a purpose."""

    app: Flask
    settings: Settings

    @contextmanager
    def at(
        self, office: Office, *titles: str, purpose: str, worker: Worker | None = None
    ) -> Iterator[ViewerSession]:
        """The session of a member with these titles."""
        with self._open(office, office.member(worker or Worker(titles), purpose)) as session:
            yield session

    @contextmanager
    def as_applicant(self, office: Office, case: uuid.UUID, purpose: str) -> Iterator[ViewerSession]:
        """The session of somebody who applies."""
        with self._open(office, office.applicant(case, purpose)) as session:
            yield session

    @contextmanager
    def as_donor(self, office: Office, person: uuid.UUID) -> Iterator[ViewerSession]:
        with self._open(office, office.donor(person)) as session:
            yield session

    @contextmanager
    def as_system(self, office: Office, purpose: str) -> Iterator[ViewerSession]:
        """The session of a job."""
        with self._open(office, office.system(purpose)) as session:
            yield session

    @contextmanager
    def all_seeing(self, office: Office) -> Iterator[ViewerSession]:
        """A session that reads and writes every class: to set the scene."""
        access = Access(("scene",), _EVERYTHING, _EVERYTHING, sealed_cases=True)
        told = Viewer(office.tenant.id, uuid.uuid4(), "member", frozenset({"lead"}), "scene", access)
        with self._open(office, told) as session:
            yield session

    @contextmanager
    def _open(self, office: Office, viewer: Viewer) -> Iterator[ViewerSession]:
        assert self.settings.database is not None
        _make_role(self.settings.database.owner, self.settings.database.prefix, viewer.access)
        with self.app.app_context(), office.open(viewer) as session:
            yield session


@lru_cache(maxsize=256)
def _make_role(owner: str, prefix: str, access: Access) -> None:
    url = owner.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url, autocommit=True) as connection:
        roles.ensure_set_roles(connection, prefix, [(access.read | ALWAYS, access.write | ALWAYS)])
