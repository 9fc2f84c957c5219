"""Logins and column roles. Roles belong to the whole server, so each name begins with our prefix.

Who has what: *owner* owns everything and may make roles; *app* owns nothing and takes a set role for each
transaction; *worker* has the queue; *identity* has the schema of that name. A class role carries the column
rights of one class in one direction; a set role is only memberships. No superuser is needed, from 15 on.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import TypeAlias

import psycopg
from psycopg import sql

from casework.base.errors import SettingError
from casework.store.access import CLASSES

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent", "citext")
ClassSet: TypeAlias = tuple[frozenset[str], frozenset[str]]
_PREFIX = re.compile(r"[a-z_][a-z0-9_]{0,29}")
_OPTIONS_SINCE = 160000


def read_role(prefix: str, cls: str) -> str:
    """The role that may read the columns of one class."""
    return f"{prefix}_read_{cls}"


def write_role(prefix: str, cls: str) -> str:
    """The role that may write the columns of one class."""
    return f"{prefix}_write_{cls}"


def viewer_role(prefix: str) -> str:
    """The role that every set role contains: rights that need no class, like the wall's functions."""
    return f"{prefix}_viewer"


def set_role(prefix: str, read: Iterable[str], write: Iterable[str]) -> str:
    """The role of a set of classes; the same sets give the same name, in any order."""
    words = f"{','.join(sorted(set(read)))}|{','.join(sorted(set(write)))}"
    return f"{prefix}_set_{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def initialise(admin: str, *, name: str, prefix: str, passwords: dict[str, str]) -> None:
    """Make logins and database from an administrator's libpq address or words; running it again repairs.

    `passwords` by login: owner, app, worker, identity.
    """
    check_prefix(prefix)
    with psycopg.connect(admin, autocommit=True) as conn:
        _make_logins(conn, prefix, passwords)
        found = conn.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not found:
            _create_database(conn, name, prefix)
        grant_database(conn, name, prefix)


def furnish(conn: psycopg.Connection, prefix: str) -> None:
    """What the owner makes in an empty database: extensions (all trusted) and the class roles."""
    conn.execute("revoke create on schema public from public")
    for extension in EXTENSIONS:
        conn.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    _make_role(conn, viewer_role(prefix))
    for cls in CLASSES:
        _make_role(conn, read_role(prefix, cls))
        _make_role(conn, write_role(prefix, cls))


def grant_database(conn: psycopg.Connection, name: str, prefix: str) -> None:
    """Let only the four logins into a database, and none of them make temporary tables."""
    database = sql.Identifier(name)
    logins = sql.SQL(", ").join(
        sql.Identifier(f"{prefix}_{login}") for login in ("app", "worker", "identity")
    )
    with _as_owner(conn, prefix):
        conn.execute(sql.SQL("revoke all on database {} from public").format(database))
        conn.execute(sql.SQL("grant connect on database {} to {}").format(database, logins))


def ensure_set_roles(conn: psycopg.Connection, prefix: str, sets: Iterable[ClassSet]) -> list[str]:
    """Make a role for each set of classes and let the app login take it. Returns the names. Run as owner."""
    names = []
    quiet = conn.info.server_version >= _OPTIONS_SINCE
    held = _memberships(conn, prefix)
    for read, write in sorted(set(sets), key=lambda pair: (sorted(pair[0]), sorted(pair[1]))):
        unknown = (read | write) - set(CLASSES)
        if unknown:
            raise SettingError(f"No such class: {', '.join(sorted(unknown))}.")
        name = set_role(prefix, read, write)
        if name not in held:
            _make_role(conn, name)
        parts = [viewer_role(prefix)]
        parts += [read_role(prefix, cls) for cls in sorted(read)]
        parts += [write_role(prefix, cls) for cls in sorted(write)]
        for part in parts:
            if part not in held.get(name, ()):
                _grant_role(conn, part, name, "with inherit true, set false" if quiet else "")
        if name not in held.get(f"{prefix}_app", ()):
            _grant_role(conn, name, f"{prefix}_app", "with inherit false, set true" if quiet else "")
        names.append(name)
    return names


def check_logins(conn: psycopg.Connection, prefix: str) -> None:
    """Refuse logins that no wall holds: superusers and those that bypass row-level security."""
    rows = conn.execute(
        "select rolname from pg_roles where rolname = any(%s) and (rolsuper or rolbypassrls)",
        [[f"{prefix}_{login}" for login in ("owner", "app", "worker", "identity")]],
    ).fetchall()
    if rows:
        names = ", ".join(row[0] for row in rows)
        raise SettingError(f"These database logins have too many rights: {names}. Run: casework db init")


def check_prefix(prefix: str) -> None:
    """Refuse a prefix from which no safe role names can be made."""
    if not _PREFIX.fullmatch(prefix):
        raise SettingError(f"{prefix!r} cannot begin role names: use up to 30 small letters, digits and _.")


def _make_logins(conn: psycopg.Connection, prefix: str, passwords: dict[str, str]) -> None:
    rights = {"owner": "createrole inherit", "app": "noinherit", "worker": "inherit", "identity": "inherit"}
    for login, words in rights.items():
        name = f"{prefix}_{login}"
        _make_role(conn, name)
        conn.execute(
            sql.SQL("alter role {} login {} password {}").format(
                sql.Identifier(name), sql.SQL(words), sql.Literal(passwords[login])
            )
        )


def _create_database(conn: psycopg.Connection, name: str, prefix: str) -> None:
    with _as_owner(conn, prefix):
        conn.execute(
            sql.SQL("create database {} owner {} encoding 'UTF8' template template0").format(
                sql.Identifier(name), sql.Identifier(f"{prefix}_owner")
            )
        )


class _as_owner:  # noqa: N801 - reads as a word of the with statement
    """While it lasts, an administrator who is no superuser may act for the owner (make its database)."""

    def __init__(self, conn: psycopg.Connection, prefix: str) -> None:
        self._conn, self._owner = conn, f"{prefix}_owner"
        self._lent = False

    def __enter__(self) -> None:
        row = self._conn.execute(
            "select rolsuper or pg_has_role(oid, %s, 'usage') from pg_roles where rolname = current_user",
            [self._owner],
        ).fetchone()
        if not (row and row[0]):
            self._conn.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(self._owner)))
            self._lent = True

    def __exit__(self, *_: object) -> None:
        if self._lent:
            self._conn.execute(sql.SQL("revoke {} from current_user").format(sql.Identifier(self._owner)))


def _make_role(conn: psycopg.Connection, name: str) -> None:
    """Make a role without login unless it is there. Two at once agree: roles have no "if not exists"."""
    if conn.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone():
        return
    body = sql.SQL(
        "begin create role {} nologin; exception when duplicate_object or unique_violation then null; end"
    )
    conn.execute(sql.SQL("do {}").format(sql.Literal(body.format(sql.Identifier(name)).as_string(conn))))


def _memberships(conn: psycopg.Connection, prefix: str) -> dict[str, set[str]]:
    """Of each role of this installation, the roles it is a member of."""
    rows = conn.execute(
        "select member.rolname, role.rolname from pg_auth_members m join pg_roles role on role.oid = m.roleid"
        " join pg_roles member on member.oid = m.member where starts_with(member.rolname, %s)",
        [f"{prefix}_"],
    ).fetchall()
    held: dict[str, set[str]] = {}
    for member, role in rows:
        held.setdefault(member, set()).add(role)
    return held


def _grant_role(conn: psycopg.Connection, part: str, whole: str, how: str) -> None:
    order = sql.SQL("grant {} to {} {}").format(sql.Identifier(part), sql.Identifier(whole), sql.SQL(how))
    conn.execute(order)
