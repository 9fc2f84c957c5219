"""Tenants and their users, made straight in the tables: fast, with passwords of the cheapest hash."""

import itertools
import uuid
from dataclasses import dataclass

import psycopg
from argon2 import PasswordHasher

from casework.settings import Database

PASSWORD = "seven quiet herons"
CHEAP = (8, 1, 1)
"""Argon2 cost for tests: memory in KiB, passes, lanes."""
_HASH = PasswordHasher(memory_cost=CHEAP[0], time_cost=CHEAP[1], parallelism=CHEAP[2]).hash(PASSWORD)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class MadeTenant:
    """A tenant that exists."""

    id: int
    slug: str
    name: str
    kind: str
    host: str | None = None


@dataclass(frozen=True, slots=True)
class MadeUser:
    """A user that exists; everybody's password is `PASSWORD`."""

    id: uuid.UUID
    tenant: MadeTenant
    email: str
    name: str
    titles: tuple[str, ...]


def _identity(database: Database) -> psycopg.Connection:
    return psycopg.connect(database.identity.replace("+psycopg", "", 1), autocommit=True)


TIMEZONE = "America/Los_Angeles"
"""Where a made tenant is. Its day is not the one of UTC for a third of each day: `today(TIMEZONE)`."""


def make_tenant(
    database: Database,
    name: str = "Northport",
    *,
    kind: str = "motor_vehicle_agency",
    host: str | None = None,
    languages: tuple[str, ...] = ("en", "es", "pt", "hi", "vi"),
    timezone: str = TIMEZONE,
    currency: str = "USD",
    country: str = "US",
) -> MadeTenant:
    """A tenant with a slug that no other test has."""
    slug = f"{name.lower().replace(' ', '-')}-{next(_numbers)}{uuid.uuid4().hex[:6]}"
    with _identity(database) as conn:
        row = conn.execute(
            "insert into identity.tenant (slug, host, name, kind, languages, timezone, currency, country)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s) returning id",
            [slug, host, name, kind, list(languages), timezone, currency, country],
        ).fetchone()
    assert row is not None
    return MadeTenant(row[0], slug, name, kind, host)


def make_user(
    database: Database,
    tenant: MadeTenant,
    *titles: str,
    name: str = "Mira Castellanos",
    email: str | None = None,
    status: str = "active",
    units: tuple[uuid.UUID, ...] = (),
    language: str = "en",
) -> MadeUser:
    """A user of `tenant` who can sign in with `PASSWORD`."""
    user, email = uuid.uuid4(), email or f"user{next(_numbers)}-{uuid.uuid4().hex[:6]}@{tenant.slug}.example"
    with _identity(database) as conn:
        conn.execute(
            'insert into identity."user" (tenant_id, id, email, email_key, name, password_hash, titles, units,'
            " language, status) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                tenant.id,
                user,
                email,
                email.casefold(),
                name,
                _HASH,
                list(titles),
                list(units),
                language,
                status,
            ],
        )
    return MadeUser(user, tenant, email, name, titles)
