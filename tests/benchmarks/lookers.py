"""Ways to look at the same page: plain, and with ever more of what guards it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from unittest import mock
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casework.hooks import load_hooks
from casework.models.identity import Tenant
from casework.packs import catalog
from casework.policy.viewer import Viewer
from casework.services.office import Office
from casework.services.tenants.find_tenant import tenant_facts
from casework.settings import Settings
from casework.store import disclosure, wall
from casework.store.bind import bind_store, release_store
from casework.store.engine import make_engine
from casework.store.identity import identity_session
from tests.benchmarks.pages import ByHand, Chance, Guarded, Page, Plain
from tests.benchmarks.timing import Way

_GUARDED = Guarded()
HANDLER = "request_officer"


@dataclass(frozen=True)
class Member:
    """Whoever works the cases of an office."""

    id: UUID
    units: frozenset[UUID]
    titles: tuple[str, ...] = (HANDLER,)


@dataclass
class Lookers:
    """Opens sessions of each kind. `bare` is the app on the owner's login, which the wall lets through."""

    settings: Settings
    app: Flask = field(init=False)
    bare: Flask = field(init=False)
    plain: Engine = field(init=False)
    _offices: dict[int, Office] = field(default_factory=dict)

    def __post_init__(self) -> None:
        database = self.settings.database
        assert database is not None
        load_hooks(catalog())
        self.app, self.bare = Flask("bench"), Flask("bench-bare")
        bind_store(self.app, self.settings)
        bind_store(self.bare, replace(self.settings, database=replace(database, app=database.owner)))
        self.plain = make_engine(database.owner)

    def close(self) -> None:
        """Let go of every connection."""
        release_store(self.app)
        release_store(self.bare)
        self.plain.dispose()

    def office(self, tenant: int) -> Office:
        """The office of a tenant."""
        if tenant not in self._offices:
            with self.app.app_context(), identity_session() as session:
                self._offices[tenant] = Office.of(tenant_facts(session.get_one(Tenant, tenant)))
        return self._offices[tenant]

    def member(self, tenant: int, who: Member, purpose: str) -> Viewer:
        """Somebody of this office who looks for a purpose."""
        return self.office(tenant).member(who, purpose)

    def by_plain(self, page: Page) -> Way:
        """SQLAlchemy as it comes, with the tenant's filter by hand."""

        def run(chance: Chance) -> None:
            with Session(self.plain) as session:
                page(session, chance, Plain(chance.tenant))

        return Way(run)

    def by_hand(self, page: Page, purpose: str) -> Way:
        """SQLAlchemy as it comes, with every rule of this viewer by hand."""

        def run(chance: Chance) -> None:
            with Session(self.plain) as session:
                page(session, chance, ByHand(chance.viewers[purpose]))

        return Way(run)

    def by_viewer(self, page: Page, purpose: str, *, walled: bool, told: bool) -> Way:
        """A viewer's session: rewriter, prover and gate; the wall below them; and what was shown entered."""

        def run(chance: Chance) -> None:
            with self.office(chance.tenant).open(chance.viewers[purpose]) as session:
                page(session, chance, _GUARDED)
                if told:
                    session.commit()

        return Way(run, lambda: self._around(walled=walled, told=told))

    @contextmanager
    def _around(self, *, walled: bool, told: bool) -> Iterator[None]:
        """Without the wall nobody is signed in to it; untold, nothing that is loaded is noted."""
        with ExitStack() as stack:
            stack.enter_context((self.app if walled else self.bare).app_context())
            if not walled:
                stack.enter_context(mock.patch.object(wall, "enter", _no_wall))
            if not told:
                stack.enter_context(mock.patch.object(disclosure, "_tellings", _tells_nothing))
                stack.enter_context(mock.patch.object(disclosure, "shown_by", _tells_nothing.shown))
            yield


def _no_wall(*_: Any) -> None:
    """Nobody is signed in."""


class _TellsNothing:
    """Stands for what disclosure knows of tables and statements, where disclosures are no part of what is measured."""

    names: Mapping[str, str] = MappingProxyType({})

    def get(self, _: Any) -> _TellsNothing:
        return self

    def shown(self, _: Any) -> tuple[()]:
        return ()


_tells_nothing = _TellsNothing()
