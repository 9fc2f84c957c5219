"""What is entered is sealed soon, once, in order, whoever else is at it; nobody waits; nobody else can write."""

import dataclasses
import threading
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from psycopg import sql

from casework.base.errors import KeyMissing
from casework.services.installation.check_sealing import check_sealing
from casework.settings import Database, Settings
from casework.store.ledger_key import make_signing_key, signing_key
from casework.store.ledger_read import copied
from casework.store.ledger_seal import Sealer
from tests.rig import Cluster
from tests.store.ledgers import Sealed, sealed_office


@pytest.fixture
def office(cluster: Cluster, fresh_database: Database, tmp_path: Path) -> Sealed:
    """An office with nothing on its ledger."""
    return sealed_office(cluster, fresh_database, tmp_path / "data")


def acts(office: Sealed) -> list[tuple[int, str]]:
    """Numbers and acts in the order of numbers."""
    with office.superuser() as conn:
        query = "select seq, act from ledger_entry where tenant_id = %s order by seq nulls last, id"
        return conn.execute(query, [office.office.id]).fetchall()


def test_entries_are_numbered_and_sealed_once(office: Sealed) -> None:
    office.enter("a", "b", "c")
    assert office.verify().unsealed == 3
    assert (office.seal(), office.seal()) == (3, 0)
    office.enter("d")
    assert office.seal() == 1
    assert acts(office) == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]
    said = office.verify()
    assert (said.entries, said.seals, said.unsealed, said.wrong) == (4, 2, 0, "")


def test_who_commits_late_is_neither_skipped_nor_overtaken(office: Sealed) -> None:
    with office.identity() as late:
        office.enter("late", conn=late)
        office.enter("quick")
        assert office.seal() == 0, "what began before it may still commit"
        late.commit()
        office.enter("after")
    assert office.seal() == 3
    assert acts(office) == [(1, "late"), (2, "quick"), (3, "after")]


def test_what_another_server_has_counted_is_sealed_after_a_move(office: Sealed) -> None:
    office.enter("a")
    with office.superuser() as conn:
        conn.execute("update ledger_entry set xid = xid + 1000000000")
    office.enter("b")
    assert office.seal() == 2
    assert office.verify().wrong == ""


def test_who_rolls_back_leaves_no_gap(office: Sealed) -> None:
    with office.identity() as undone:
        office.enter("undone", conn=undone)
        office.enter("kept")
        undone.rollback()
    assert office.seal() == 1
    assert acts(office) == [(1, "kept")]


def test_two_transactions_of_one_tenant_do_not_wait_for_each_other(office: Sealed) -> None:
    with office.identity() as one, office.identity() as other:
        for conn in (one, other):
            conn.execute("set lock_timeout = '1s'")
        office.enter("one", conn=one)
        office.enter("other", conn=other)
        other.commit()
        one.commit()
    assert office.seal() == 2


def test_a_long_transaction_does_not_keep_others_from_being_entered_while_one_seals(office: Sealed) -> None:
    office.enter("before")
    with office.sealer() as made, made.connection.transaction(), office.identity() as other:
        assert len(made._take(office.office.id)) == 1
        other.execute("set lock_timeout = '1s'")
        office.enter("meanwhile", conn=other)
        other.commit()
    assert office.seal() == 2


def test_two_sealers_at_once_seal_everything_once(office: Sealed) -> None:
    office.enter(*(f"act.{n}" for n in range(200)))
    faults: list[BaseException] = []

    def work() -> None:
        try:
            with office.sealer() as made:
                made.most = 7
                made.run(anchor_all=True)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert [seq for seq, _ in acts(office)] == list(range(1, 201))
    said = office.verify()
    assert (said.entries, said.unsealed, said.wrong) == (200, 0, "")


def test_killed_between_seal_and_anchor_the_next_pass_anchors(
    office: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: Sealer, *, anchor_all: bool) -> None:
        raise KeyboardInterrupt

    office.enter("a")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Sealer, "_anchor", killed)
        office.seal()
    anchors = office.settings.anchors_dir / "ledger.jsonl"
    assert not anchors.exists()
    assert acts(office) == [(1, "a")]
    assert office.seal() == 0
    assert '"seal": 1' in anchors.read_text()


def test_a_line_torn_by_a_crash_is_left_behind_and_the_next_one_stands_on_its_own(office: Sealed) -> None:
    anchors = office.settings.anchors_dir / "ledger.jsonl"
    office.enter("a")
    office.seal()
    with anchors.open("a") as file:
        file.write('{"tenant": 1, "se')
    office.enter("b")
    office.seal()
    assert len(anchors.read_text().splitlines()) == 3
    assert office.verify().wrong == ""


def test_anchors_are_not_written_at_every_seal_but_none_is_forgotten(office: Sealed) -> None:
    with office.sealer() as made:
        for _ in range(3):
            office.enter("a")
            made.run()
        lines = (office.settings.anchors_dir / "ledger.jsonl").read_text().splitlines()
        assert ['"seal": 1' in line for line in lines] == [True]
        made.run(anchor_all=True)
    assert len((office.settings.anchors_dir / "ledger.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize("login", ["app", "worker", "identity"])
@pytest.mark.parametrize(
    "order",
    [
        "update ledger_entry set act = 'x'",
        "delete from ledger_entry",
        "truncate ledger_entry",
        "insert into ledger_entry (tenant_id) values (1)",
        "select * from guard.ledger_seal",
        "delete from guard.ledger_seal",
        "alter table ledger_entry disable trigger ledger_stays",
    ],
)
def test_no_login_writes_the_ledger_past_its_functions(database: Database, login: str, order: str) -> None:
    with (
        psycopg.connect(getattr(database, login).replace("+psycopg", "")) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(order)


@pytest.mark.parametrize("login", ["app", "identity"])
@pytest.mark.parametrize(
    "call",
    ["ledger_waiting()", "ledger_heads()", "ledger_take(1, 1)", "ledger_close(1,'{}',1,now(),'','','','')"],
)
def test_only_the_worker_seals(database: Database, login: str, call: str) -> None:
    with (
        psycopg.connect(getattr(database, login).replace("+psycopg", "")) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(f"select * from public.{call}")


@pytest.mark.parametrize(
    "order",
    [
        "update ledger_entry set act = 'x'",
        "update ledger_entry set seq = 9",
        "delete from ledger_entry",
        "truncate ledger_entry",
        "update guard.ledger_seal set head = ''",
        "truncate guard.ledger_seal",
    ],
)
def test_a_sealed_entry_stays_as_it_is_for_its_owner_too(office: Sealed, order: str) -> None:
    assert office.settings.database is not None
    office.enter("a")
    office.seal()
    with (
        psycopg.connect(office.settings.database.owner.replace("+psycopg", "")) as conn,
        pytest.raises(psycopg.errors.CheckViolation, match="never changed"),
    ):
        conn.execute(order)


def test_a_seal_that_does_not_follow_the_last_one_is_refused(office: Sealed) -> None:
    assert office.settings.database is not None
    office.enter("a")
    with (
        psycopg.connect(office.settings.database.worker.replace("+psycopg", "")) as conn,
        pytest.raises(psycopg.errors.CheckViolation, match="does not follow"),
    ):
        ids = "array(select id from public.ledger_take(%s, 9))"
        call = f"select public.ledger_close(%s, {ids}, 2, now(), %s, '', '', '')"
        conn.execute(call, [office.office.id, office.office.id, bytes(32)])


@pytest.mark.parametrize(
    "order",
    ["copy (select nothing) to stdout", "copy (select 1 / (3 - g) from generate_series(1, 5) g) to stdout"],
)
def test_a_copy_that_fails_says_so_before_or_in_the_middle(database: Database, order: str) -> None:
    with (
        psycopg.connect(database.owner.replace("+psycopg", "")) as conn,
        pytest.raises(psycopg.OperationalError, match=r"nothing|division"),
    ):
        list(copied(conn, sql.SQL(order)))


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "ledger-1.pem").write_bytes(other)
    with pytest.raises(KeyMissing, match="no key that signs"):
        signing_key(tmp_path)


def without(office: Sealed) -> Settings:
    """An installation that has lost its keys."""
    return dataclasses.replace(office.settings, data_dir=office.settings.data_dir / "lost")


def test_without_its_key_nothing_is_sealed_and_none_is_made_up(office: Sealed, tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="signs the ledger"):
        signing_key(tmp_path / "empty")
    assert not (tmp_path / "empty").exists()
    assert ["signs the ledger" in fault for fault in check_sealing(without(office))] == [True]
    path = make_signing_key(tmp_path / "empty")
    assert path.stat().st_mode & 0o077 == 0
    assert signing_key(tmp_path / "empty").sign(b"x") == signing_key(tmp_path / "empty").sign(b"x")
