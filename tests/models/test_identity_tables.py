"""Schema identity and what it shows of itself to the registers."""

import uuid

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text

from casework.models.identity import IdentityBase
from casework.settings import Database


def _words(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql", 1)


@pytest.fixture
def tenants(fresh_database: Database) -> Database:
    with psycopg.connect(_words(fresh_database.identity)) as conn:
        for slug in ("northport", "riverbend"):
            conn.execute(
                "insert into identity.tenant (slug, name, kind, languages, timezone, currency, country)"
                " values (%s, %s, 'any', '{en}', 'UTC', 'USD', 'US')",
                [slug, slug.title()],
            )
    return fresh_database


def _add_user(conn: psycopg.Connection, tenant: int, name: str) -> uuid.UUID:
    user = uuid.uuid4()
    conn.execute(
        'insert into identity."user" (tenant_id, id, email, email_key, name, language, status)'
        " values (%s, %s, %s, %s, %s, 'en', 'active')",
        [tenant, user, f"{name}@x.org", f"{name}@x.org", name],
    )
    return user


def test_models_and_tables_name_the_same_columns(fresh_database: Database) -> None:
    engine = create_engine(fresh_database.identity)
    found = inspect(engine)
    for table in IdentityBase.metadata.sorted_tables:
        columns = {c["name"]: c["nullable"] for c in found.get_columns(table.name, schema="identity")}
        assert columns == {c.name: c.nullable for c in table.columns}, table.name
        unique = [i["column_names"] for i in found.get_indexes(table.name, schema="identity") if i["unique"]]
        assert table.name == "tenant" or all(columns[0] == "tenant_id" for columns in unique)
    engine.dispose()


def test_a_user_is_known_to_the_desk_by_name_and_titles_only(tenants: Database) -> None:
    with psycopg.connect(_words(tenants.identity)) as conn:
        user = _add_user(conn, 1, "mira")
        conn.execute(
            "update identity.\"user\" set titles = '{clerk}', status = 'disabled' where id = %s", [user]
        )
    with psycopg.connect(_words(tenants.owner)) as conn:
        row = conn.execute(
            "select tenant_id, name, titles, active from member where id = %s", [user]
        ).fetchone()
        names = [c.name for c in conn.execute("select * from member limit 0").description or ()]
    assert row == (1, "mira", ["clerk"], False)
    assert not {"email", "password_hash"} & set(names)


def test_the_identity_login_reads_no_register(tenants: Database) -> None:
    engine = create_engine(tenants.identity)
    with engine.connect() as conn, pytest.raises(Exception, match="permission denied"):
        conn.execute(text("select * from public.member"))
    engine.dispose()


def test_the_app_login_reads_nothing_of_schema_identity(tenants: Database) -> None:
    with psycopg.connect(_words(tenants.app)) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("select * from identity.user_session")


def test_no_code_is_planted_without_a_sealed_viewer(tenants: Database) -> None:
    with psycopg.connect(_words(tenants.app)) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("select identity.plant_code(%s, %s)", [uuid.uuid4(), b"x" * 32])


def test_the_same_mail_may_be_two_users_of_two_tenants_but_not_of_one(tenants: Database) -> None:
    with psycopg.connect(_words(tenants.identity)) as conn:
        _add_user(conn, 1, "mira")
        _add_user(conn, 2, "mira")
        with pytest.raises(psycopg.errors.UniqueViolation):
            _add_user(conn, 1, "mira")
