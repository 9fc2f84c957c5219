"""The database's own log tells how the server fares, never of anybody's data."""

import psycopg
import pytest

from casework.settings import Database
from tests.rig import Cluster

CANARY = "CNRY-in-the-log"


@pytest.mark.parametrize(
    "query",
    [
        "insert into identity.tenant (slug, name, kind) values (%(canary)s, %(canary)s, null)",
        "select %(canary)s::int",
        "select * from no_such_table where name = %(canary)s",
        f"select no_such_function('{CANARY}')",
        f"do $$ begin raise exception 'odd' using detail = '{CANARY}'; end $$",
    ],
)
def test_no_value_of_a_failed_statement_reaches_the_log(
    cluster: Cluster, database: Database, query: str
) -> None:
    with (
        psycopg.connect(database.owner.replace("+psycopg", "")) as conn,
        pytest.raises(psycopg.Error),
    ):
        conn.execute(query, {"canary": CANARY} if "%(" in query else None)
    log = (cluster.folder / "log" / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert CANARY not in log
