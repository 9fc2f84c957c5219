"""Every register has classes on its columns and stands whole behind the wall."""

import psycopg
import pytest
from sqlalchemy import create_engine, inspect

import casework.models  # noqa: F401  # maps every register
from casework.settings import Settings
from casework.store.access import CLASSES, class_of
from casework.store.registers import Base

TABLES = sorted(Base.metadata.tables)


@pytest.fixture(scope="module")
def owner(settings: Settings):
    url = settings.database.owner.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_class(table):
    for column in Base.metadata.tables[table].columns:
        assert class_of(column) in CLASSES, f"{table}.{column.name}: give it a class with classed(...)"


@pytest.mark.parametrize("table", TABLES)
def test_every_key_and_reference_holds_the_tenant(table):
    described = Base.metadata.tables[table]
    assert described.primary_key.columns.keys()[0] == "tenant_id"
    for reference in described.foreign_key_constraints:
        assert reference.column_keys[0] == "tenant_id", (
            f"{table}: refer to (tenant_id, id) with reference(...)"
        )


def test_every_unique_index_starts_with_the_tenant(owner):
    rows = owner.execute("""
        select i.indrelid::regclass::text, i.indexrelid::regclass::text, a.attname
        from pg_index i join pg_class c on c.oid = i.indrelid
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisunique and c.relnamespace = 'public'::regnamespace and c.relname <> 'alembic_version'
    """).fetchall()
    assert rows
    wrong = [
        f"{index} on {table} starts with {column}" for table, index, column in rows if column != "tenant_id"
    ]
    assert not wrong, "a unique index that spans tenants tells whether another tenant has the value"


@pytest.mark.parametrize("table", TABLES)
def test_row_level_security_is_forced_with_a_policy_for_viewers(owner, table):
    row = owner.execute(
        "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass",
        [f'public."{table}"'],
    ).fetchone()
    assert row == (True, True)
    policies = owner.execute(
        "select coalesce(qual, '') || coalesce(with_check, '') from pg_policies where tablename = %s", [table]
    ).fetchall()
    assert any("viewer_tenant()" in text for (text,) in policies)


@pytest.mark.parametrize("table", TABLES)
def test_a_column_is_readable_by_the_role_of_its_class_and_by_no_other(owner, settings, table):
    prefix = settings.database.prefix
    rows = owner.execute(
        "select column_name, grantee from information_schema.column_privileges"
        " where table_schema = 'public' and table_name = %s and privilege_type = 'SELECT' and grantee <> %s",
        [table, f"{prefix}_owner"],
    ).fetchall()
    readers: dict[str, set[str]] = {}
    for column, grantee in rows:
        readers.setdefault(column, set()).add(grantee)
    for column in Base.metadata.tables[table].columns:
        found = {name for name in readers.get(column.name, set()) if name.startswith(f"{prefix}_read_")}
        assert found == {f"{prefix}_read_{class_of(column)}"}, f"{table}.{column.name}"


def test_the_app_login_owns_nothing_and_may_read_nothing_by_itself(owner, settings):
    login = f"{settings.database.prefix}_app"
    granted = owner.execute(
        "select count(*) from information_schema.column_privileges where grantee = %s and table_schema = 'public'",
        [login],
    ).fetchone()
    assert granted == (0,)
    role = owner.execute(
        "select rolsuper, rolbypassrls, rolinherit from pg_roles where rolname = %s", [login]
    )
    assert role.fetchone() == (False, False, False)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_head"])
def test_the_ledger_is_read_by_roles_and_written_by_the_functions_of_the_owner_alone(owner, settings, table):
    rows = owner.execute(
        "select grantee, privilege_type from information_schema.table_privileges"
        " where table_schema = 'public' and table_name = %s and grantee <> %s"
        " union select grantee, privilege_type from information_schema.column_privileges"
        " where table_schema = 'public' and table_name = %s and grantee <> %s",
        [table, f"{settings.database.prefix}_owner"] * 2,
    ).fetchall()
    assert set(rows) <= {(f"{settings.database.prefix}_read_open", "SELECT")}


def test_models_and_migrations_describe_the_same_tables(settings):
    engine = create_engine(settings.database.owner)
    found = inspect(engine)
    for name, table in Base.metadata.tables.items():
        stored = {column["name"]: column for column in found.get_columns(name)}
        assert stored.keys() == set(table.columns.keys()), name
        for column in table.columns:
            assert stored[column.name]["nullable"] == bool(column.nullable), f"{name}.{column.name} nullable"
            kind = column.type.compile(engine.dialect)
            assert str(stored[column.name]["type"].compile(engine.dialect)) == kind, f"{name}.{column.name}"
        indexes = {index["name"] for index in found.get_indexes(name)}
        assert {index.name for index in table.indexes} <= indexes, name
    engine.dispose()


def test_who_is_named_by_a_row_finds_it_by_an_index(owner):
    """What an import made can be deleted, and then the database looks for each row into all that may name it."""
    rows = owner.execute("""
        select k.conrelid::regclass::text, a.attname, exists (
            select from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1]
                and i.indkey[1] = k.conkey[2] and (i.indpred is null
                    or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)))
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
        where k.contype = 'f' and k.confrelid in (select to_regclass('public.' || name) from guard.import_table)
    """).fetchall()
    assert len(rows) > 50
    bare = sorted(f"{table}.{column}" for table, column, indexed in rows if not indexed)
    assert not bare, f"no index begins with tenant_id and these: {bare}"
