"""An installation of one test's own whose tenants hold sealed values."""

from __future__ import annotations

import os
import signal
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework.core import create_core
from casework.models import PersonIdentifier
from casework.services.installation.rotate_keys import Turned, rotate_keys
from casework.services.office import Office, office_by_id
from casework.services.people.identifiers import PLACE, holders_of_number
from casework.services.people.register_person import NewPerson, register_person
from casework.settings import Database, Settings
from casework.store.bind import release_store
from casework.store.key_upkeep import KeyCounts, as_owner, count_keys
from casework.store.keys import make_root_key
from casework.store.sealed import Place, unseal
from casework.store.session import ViewerSession
from tests.rig import Cluster


def installation(cluster: Cluster, database: Database, folder: Path) -> Settings:
    """Settings on a database and a data folder of one's own, with a root key."""
    settings = replace(cluster.settings(database), data_dir=folder)
    make_root_key(settings.keys_dir)
    return settings


def office_of(app: Flask, tenant: int) -> Office:
    with app.app_context():
        return office_by_id(tenant)


def add_people(app: Flask, office: Office, numbers: list[str]) -> list[uuid.UUID]:
    """A person for each number, which is sealed."""
    made = []
    with app.app_context(), office.open(office.system("load_demo")) as session:
        for number in numbers:
            person = NewPerson(f"Ann {number}", identifiers=(("driver_licence", number),))
            made.append(register_person(session, person).id)
        session.commit()
    return made


def read_number(session: ViewerSession, person: uuid.UUID) -> str:
    """Open the person's number, as somebody who may."""
    row = session.scalars(select(PersonIdentifier).where(PersonIdentifier.person_id == person)).one()
    plain = unseal(session, Place(PLACE, row.id), row.value)
    session.commit()
    return plain


def holders(app: Flask, office: Office, number: str) -> set[uuid.UUID]:
    """Who is found by the number."""
    with app.app_context(), office.open(office.system("load_demo")) as session:
        return holders_of_number(session, number)


def turn(app: Flask, office: Office, settings: Settings, **more: Any) -> Turned:
    """Rotate the tenant's keys as the command does."""
    assert settings.database is not None
    with app.app_context(), as_owner(settings.database) as owner:
        return rotate_keys(office, owner, tell=more.pop("tell", lambda what, done: None), **more)


def counts(settings: Settings, slug: str) -> KeyCounts:
    """What `casework keys status` would say of a tenant."""
    assert settings.database is not None
    with as_owner(settings.database) as owner:
        (found,) = count_keys(owner, slug)
    return found


def turn_and_die(settings: Settings, tenant: int, after: int) -> None:
    """Rotate in batches of five, and be killed once `after` keys or values are turned. Runs in a process of its own."""
    app = create_core(settings)

    def tell(what: str, done: int) -> None:
        if done >= after:
            os.kill(os.getpid(), signal.SIGKILL)

    turn(app, office_of(app, tenant), settings, tell=tell, batch=5)
    release_store(app)
