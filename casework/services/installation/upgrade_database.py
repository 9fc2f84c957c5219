"""Bring the database to this version."""

import psycopg

from casework.packs import sound_catalog
from casework.policy.class_sets import class_sets, emergency_sets
from casework.policy.why import EMERGENCY
from casework.settings import Database
from casework.store import migrate, roles


def upgrade_database(database: Database, wall_key: bytes) -> None:
    """Migrations, the wall's key, and a column role for every set of classes that the packs can produce."""
    migrate.upgrade(database, wall_key)
    sets = class_sets(
        purpose for kind in sound_catalog().kinds.values() for purpose in kind.purposes.values()
    )
    for kind in sound_catalog().kinds.values():
        if kind.emergency is not None:
            needs = [need.classes for need in kind.emergency.needs.values()]
            sets |= emergency_sets(kind.purposes[EMERGENCY], needs)
    with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        roles.check_logins(owner, database.prefix)
        roles.ensure_set_roles(owner, database.prefix, sets)
