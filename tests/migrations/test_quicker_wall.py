"""The wall shows the same cases, and the same of who keeps away from them, whether it looks up or is told."""

import hashlib
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from casework.settings import Database
from casework.store import migrate, roles
from tests.migrations.test_books import connect
from tests.migrations.test_planned import CASE, PACK

BEFORE = "0059_named_vehicles"
OPEN = (frozenset({"open"}), frozenset({"open"}))
MEMBER, OTHER = (uuid.UUID(int=number) for number in (11, 12))
SEEN = {
    # who looks: the cases they see, and the members of whom they are told that they keep away from which case
    "an officer": ({"PLAIN"}, {("PLAIN", OTHER), ("SEALED", MEMBER)}),
    "who sees sealed cases": ({"PLAIN", "SEALED"}, {("PLAIN", OTHER), ("SEALED", MEMBER), ("SEALED", OTHER)}),
    "the applicant of the plain case": ({"PLAIN"}, set()),
    "the applicant of the sealed case": ({"SEALED"}, set()),
    "the applicant of a case next door": (set(), set()),
}


@pytest.fixture
def ids(fresh_database: Database) -> Iterator[dict[str, uuid.UUID]]:
    """Two cases at each of two offices, one of them sealed."""
    with connect(fresh_database) as owner:
        made = {}
        for tenant in (1, 2):
            pack = uuid.uuid4()
            owner.execute(PACK, [tenant, pack])
            for number in ("PLAIN", "SEALED"):
                case = uuid.uuid4()
                made[number if tenant == 1 else f"{number} next door"] = case
                owner.execute(CASE, [tenant, case, number, pack, None])
                owner.execute('update "case" set sealed = %s where id = %s', [number == "SEALED", case])
                for member in (MEMBER, OTHER):
                    if (number, member) != ("PLAIN", MEMBER):
                        owner.execute(
                            "insert into conflict (tenant_id, id, member_id, case_id) values (%s, %s, %s, %s)",
                            [tenant, uuid.uuid4(), member, case],
                        )
    yield made


def seen(
    database: Database, key: bytes, role: str, labels: str, case: object
) -> tuple[set[str], set[tuple[uuid.UUID, uuid.UUID]]]:
    """The numbers of the cases that this viewer of the first office sees, and who is told to keep away."""
    words = f"1|{role}|{labels}|{case}|member|{MEMBER}|test"
    with psycopg.connect(database.app.replace("+psycopg", "")) as conn:
        inner = hashlib.sha256(key + f"{words}|{conn.info.backend_pid}".encode()).digest()
        conn.execute(
            "select set_config('app.viewer', %s, true), set_config('app.seal', %s, true),"
            " set_config('role', %s, true)",
            [words, hashlib.sha256(key + inner).hexdigest(), role],
        )
        cases = {number for (number,) in conn.execute('select number from "case"')}
        kept = conn.execute("select case_id, member_id from conflict").fetchall()
        conn.rollback()
    return cases, set(kept)


def test_what_is_seen_is_the_same_before_and_after(
    fresh_database: Database, wall_key: bytes, ids: dict[str, uuid.UUID]
) -> None:
    number = {case: name for name, case in ids.items()}
    looks = {
        "an officer": ("open", ""),
        "who sees sealed cases": ("open,sealed_case", ""),
        "the applicant of the plain case": ("open", ids["PLAIN"]),
        "the applicant of the sealed case": ("open", ids["SEALED"]),
        "the applicant of a case next door": ("open", ids["PLAIN next door"]),
    }
    for rules in ("before", "after"):
        if rules == "before":
            migrate.downgrade(fresh_database, BEFORE)
        else:
            migrate.upgrade(fresh_database, wall_key)
        with connect(fresh_database) as owner:
            role = roles.ensure_set_roles(owner, fresh_database.prefix, [OPEN])[0]
        for who, (labels, case) in looks.items():
            cases, kept = seen(fresh_database, wall_key, role, labels, case)
            assert (cases, {(number[case], member) for case, member in kept}) == SEEN[who], (rules, who)
