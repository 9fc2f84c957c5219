"""Destroy a person's key by command, and remember it where a restored backup is told of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from casework.services.office import Office
from casework.services.people.forget_person_key import KeysOfPerson, forget_person_key, keys_of_person
from casework.settings import Settings
from casework.store import destroyed_keys
from casework.store.key_upkeep import as_owner

TASK = "destroy_key"


def what_would_go(office: Office, person: UUID) -> KeysOfPerson:
    """The keys that hold what was sealed about a person. Raises NotFound."""
    with office.open(office.system(TASK)) as session:
        return keys_of_person(session, person)


def destroy_key(settings: Settings, office: Office, person: UUID, *, reason: str) -> KeysOfPerson:
    """Destroy them, clear what the database still holds of them, and put their ids on the list beside the root keys."""
    with office.open(office.system(TASK)) as session:
        found = forget_person_key(session, person, reason=reason)
        session.commit()
    list_destroyed(settings)
    assert settings.database is not None
    with as_owner(settings.database) as owner:
        owner.execute(text("vacuum person_key"))  # an updated row's old version is still on disk
    return found


def list_destroyed(settings: Settings) -> None:
    """Bring the list up to the database: also after a command that was killed in between."""
    assert settings.database is not None
    with as_owner(settings.database) as owner:
        gone = destroyed_keys.destroyed_in(owner)
    if gone - destroyed_keys.read(settings.keys_dir):
        destroyed_keys.add(settings.keys_dir, gone)
