"""What the wall costs: one page of fifty persons, by ever higher ways."""

import random

import psycopg
from sqlalchemy import select

from casework.app import create_app
from casework.models import Person
from casework.store import wall
from casework.store.bind import release_store
from casework.store.session import viewing
from tests.benchmarks.ground import TENANTS, Ground, compare
from tests.store.looking import viewer

_PAGE = "select id, name from person where {} order by name_sort, id limit 50"
_ENTER = "select set_config('app.viewer', %s, true), set_config('app.seal', %s, true), set_config('role', %s, true)"


def measure(ground: Ground) -> None:
    """Fifty rows of a random tenant."""
    assert ground.settings.database is not None
    viewers = {
        tenant: viewer(ground.settings, tenant, read=("contact",), write=())
        for tenant in range(1, TENANTS + 1)
    }
    role = wall.role_of(viewers[1].access, roles_prefix := ground.settings.database.prefix)
    assert role.startswith(roles_prefix)
    app = create_app(ground.settings)
    plain = ground.superuser()
    plain.autocommit = False
    walled = psycopg.connect(ground.settings.database.app.replace("+psycopg", ""))
    key = ground.settings.wall_key

    def without(tenant: int) -> None:
        plain.execute(_PAGE.format("tenant_id = %s"), [tenant]).fetchall()
        plain.commit()

    def behind(tenant: int) -> None:
        told = f"{tenant}|{role}|open,contact||member||bench"
        walled.execute(_ENTER, [told, wall.seal(told, walled.info.backend_pid, key), role])
        walled.execute(_PAGE.format("true")).fetchall()
        walled.commit()

    def by_session(tenant: int) -> None:
        with viewing(viewers[tenant]) as session:
            wanted = select(Person.id, Person.name).order_by(Person.name_sort, Person.id).limit(50)
            session.execute(wanted).all()

    def by_objects(tenant: int) -> None:
        with viewing(viewers[tenant]) as session:
            session.scalars(select(Person).order_by(Person.name_sort, Person.id).limit(50)).all()

    ways = {
        "SQL without the wall, tenant by hand": without,
        "SQL behind the wall": behind,
        "viewer's session, columns": by_session,
        "viewer's session, objects": by_objects,
    }
    with app.app_context():
        compare(ways, rounds=600, of=_tenant)
    plain.close()
    walled.close()
    release_store(app)


def _tenant(chance: random.Random) -> int:
    return chance.randint(1, TENANTS)
