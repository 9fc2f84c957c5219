"""Whatever is done to a sealed ledger, triggers off, both verifiers name the first entry that does not hold."""

import json
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from casework import ledger_verifier
from casework.ledger_verifier import START, merkle_root, seal_head
from casework.settings import Database
from casework.store.ledger_read import reading
from tests.rig import Cluster
from tests.store.ledgers import Sealed, sealed_office

THE_ONE = "tenant_id = %(t)s and seq = 15"
ROW = "tenant_id, xid, at, actor_kind, actor_id, purpose, act, about, case_id, subjects, fields, detail"
SHIFT = "update ledger_entry set seq = -seq - 1 where tenant_id = %(t)s and seq >= 15; " + (
    "update ledger_entry set seq = -seq where tenant_id = %(t)s and seq < 0"
)
COPY = (
    f"""insert into ledger_entry ({ROW}, seq) select %(t)s, {ROW.partition(", ")[2]}, 15 from ledger_entry"""
)

BENT = {
    "an act is edited": (f"update ledger_entry set act = 'nothing' where {THE_ONE}", 15, "changed"),
    "a time is changed": (f"update ledger_entry set at = at - interval '1 s' where {THE_ONE}", 15, "changed"),
    "a purpose is changed": (f"update ledger_entry set purpose = 'x' where {THE_ONE}", 15, "changed"),
    "an actor is taken away": (f"update ledger_entry set actor_id = null where {THE_ONE}", 15, "changed"),
    "the tables of a disclosure are edited": (
        f"update ledger_entry set about = 'x' where {THE_ONE}",
        15,
        "changed",
    ),
    "one in the middle is deleted": (f"delete from ledger_entry where {THE_ONE}", 15, "missing"),
    "the first is deleted": ("delete from ledger_entry where tenant_id = %(t)s and seq = 1", 1, "missing"),
    "one is deleted and the rest renumbered": (
        f"delete from ledger_entry where {THE_ONE};"
        " update ledger_entry set seq = -seq + 1 where tenant_id = %(t)s and seq > 15;"
        " update ledger_entry set seq = -seq where tenant_id = %(t)s and seq < 0",
        15,
        "missing",
    ),
    "the tail is deleted": ("delete from ledger_entry where tenant_id = %(t)s and seq > 25", 26, "missing"),
    "the tail is deleted with its seal": (
        "delete from ledger_entry where tenant_id = %(t)s and seq > 20;"
        " delete from guard.ledger_seal where tenant_id = %(t)s and number = 3",
        21,
        "up to 30",
    ),
    "everything is deleted": (
        "delete from ledger_entry where tenant_id = %(t)s; delete from guard.ledger_seal where tenant_id = %(t)s",
        1,
        "up to 30",
    ),
    "one is put in between": (f"{SHIFT}; {COPY} where tenant_id = %(t)s and seq = 3", 15, "put in"),
    "one is put in twice": (
        f"drop index ledger_entry_seq_ix; {COPY} where tenant_id = %(t)s and seq = 3",
        15,
        "put in",
    ),
    "one is put in at the end": (
        f"{COPY.replace(', 15', ', 31')} where tenant_id = %(t)s and seq = 3",
        31,
        "put in",
    ),
    "two are swapped": (
        "update ledger_entry set seq = case seq when 7 then -12 else -7 end"
        " where tenant_id = %(t)s and seq in (7, 12);"
        " update ledger_entry set seq = -seq where tenant_id = %(t)s and seq < 0",
        7,
        "changed",
    ),
    "one gets another number": (f"update ledger_entry set seq = 40 where {THE_ONE}", 15, "missing"),
    "one of another tenant is spliced in": (
        f"delete from ledger_entry where {THE_ONE}; {COPY} where tenant_id = %(o)s and seq = 10",
        15,
        "changed",
    ),
    "one is put in after the last of a seal": (
        f"drop index ledger_entry_seq_ix; {COPY.replace(', 15', ', 20')} where tenant_id = %(t)s and seq = 3",
        20,
        "put in",
    ),
    "a seal reaches further than it did": (
        "update guard.ledger_seal set upto = 21 where tenant_id = %(t)s and number = 2",
        11,
        "seal 2 was changed",
    ),
    "a seal is taken out": (
        "delete from guard.ledger_seal where tenant_id = %(t)s and number = 2",
        11,
        "seal 2",
    ),
}


@pytest.fixture
def office(cluster: Cluster, fresh_database: Database, tmp_path: Path) -> Sealed:
    """Thirty entries under three seals, and as many of an office next door."""
    made = sealed_office(cluster, fresh_database, tmp_path / "data")
    other = sealed_office(cluster, fresh_database, tmp_path / "data")
    for _ in range(3):
        made.enter(*(f"act.{n}" for n in range(10)))
        made.enter(*(f"CNRY.{n}" for n in range(10)), tenant=other.office.id)
        assert made.seal() == 20
    made.other = other.office.id
    return made


def both_say(office: Sealed, folder: Path, capsys, entry: int | None) -> str:
    """The words for the first bad entry; the two verifiers agree on it, and the office next door holds."""
    said = office.verify()
    apart = office.verify_apart(folder, capsys)
    assert (apart["entry"], apart["wrong"]) == (said.entry, said.wrong)
    assert said.entry == entry, said.wrong
    return said.wrong


def test_what_nobody_has_touched_holds(office: Sealed, tmp_path: Path, capsys) -> None:
    assert both_say(office, tmp_path, capsys, None) == ""
    assert (office.verify().entries, office.verify().seals, office.verify().unsealed) == (30, 3, 0)


@pytest.mark.parametrize("name", BENT)
def test_the_first_bad_entry_is_named_when(name: str, office: Sealed, tmp_path: Path, capsys) -> None:
    orders, entry, word = BENT[name]
    with office.superuser() as conn:
        for order in orders.split(";"):
            conn.execute(order, {"t": office.office.id, "o": office.other})
    assert word in both_say(office, tmp_path, capsys, entry)


def rewrite(office: Sealed, conn: psycopg.Connection, *, heads: bool = True) -> None:
    """Compute every leaf, and every head, anew from what now stands there, as somebody who knows how would."""
    assert office.settings.database is not None
    head = START
    with reading(office.settings.database.owner) as reader:
        groups = [group for group in reader.ledger(office.office.id, "").groups if group[0]]
    for seal, bodies, leaves in groups:
        numbers = (office.office.id, seal.number, len(bodies), seal.upto)
        head = seal_head(head, merkle_root(leaves), numbers, seal.at)
        conn.execute(
            "update guard.ledger_seal set leaves = %s, head = %s where tenant_id = %s and number = %s",
            [b"".join(leaves), head if heads else seal.head, office.office.id, seal.number],
        )


@pytest.mark.parametrize("every", [1, 2, 256])
def test_all_rewritten_with_new_hashes_fails_at_the_first_seal_that_nobody_signed(
    office: Sealed, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setattr(ledger_verifier, "_SIGNED_EVERY", every)
    with office.superuser() as conn:
        conn.execute(
            "update ledger_entry set act = 'x' where tenant_id = %s and seq = 15", [office.office.id]
        )
        rewrite(office, conn)
    assert "not signed by us" in both_say(office, tmp_path, capsys, 11)


def test_with_new_leaves_alone_the_seal_no_longer_fits(office: Sealed, tmp_path: Path, capsys) -> None:
    with office.superuser() as conn:
        conn.execute(
            "update ledger_entry set act = 'x' where tenant_id = %s and seq = 15", [office.office.id]
        )
        rewrite(office, conn, heads=False)
    assert "or a later one up to 20, was changed" in both_say(office, tmp_path, capsys, 11)


def test_rewritten_before_anything_of_it_was_anchored_it_still_lacks_the_signature(
    office: Sealed, tmp_path: Path, capsys
) -> None:
    anchors = office.settings.anchors_dir / "ledger.jsonl"
    first = [
        line
        for line in anchors.read_text().splitlines()
        if f'"tenant": {office.office.id}, "seal": 1,' in line
    ]
    with office.superuser() as conn:
        conn.execute(
            "update ledger_entry set act = 'x' where tenant_id = %s and seq = 25", [office.office.id]
        )
        rewrite(office, conn)
    anchors.write_text("\n".join(first) + "\n")
    assert "seal 3 is not signed by us" in both_say(office, tmp_path, capsys, 21)


def test_sealed_anew_with_the_right_key_it_is_not_what_was_anchored(
    office: Sealed, tmp_path: Path, capsys
) -> None:
    with office.sealer() as made, office.superuser() as conn:
        conn.execute("delete from guard.ledger_seal where tenant_id = %s and number > 1", [office.office.id])
        conn.execute(
            "update ledger_entry set act = 'x', seq = null, xid = 3 where tenant_id = %s and seq > 10",
            [office.office.id],
        )
        assert made.seal(office.office.id) == 20
        made.most = 10
        conn.execute("delete from guard.ledger_seal where tenant_id = %s and number = 2", [office.office.id])
        conn.execute(
            "update ledger_entry set seq = null, xid = 3 where tenant_id = %s and seq > 10",
            [office.office.id],
        )
        assert [made.seal(office.office.id) for _ in range(2)] == [10, 10]
    assert "not what was anchored" in both_say(office, tmp_path, capsys, 11)


def test_without_its_anchors_a_ledger_does_not_hold(
    office: Sealed, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.settings.anchors_dir / "ledger.jsonl").write_text("")
    assert both_say(office, tmp_path, capsys, None) == "", (
        "what was sealed a moment ago may still lack its anchor"
    )
    monkeypatch.setattr(ledger_verifier, "ANCHORED_WITHIN", timedelta(seconds=-1))
    assert "anchors are missing" in both_say(office, tmp_path, capsys, 1)


def test_with_its_last_anchors_cut_off_a_ledger_does_not_hold(
    office: Sealed, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchors = office.settings.anchors_dir / "ledger.jsonl"
    anchors.write_text("".join(anchors.read_text().splitlines(keepends=True)[:2]))
    monkeypatch.setattr(ledger_verifier, "ANCHORED_WITHIN", timedelta(seconds=-1))
    assert "anchors are missing" in both_say(office, tmp_path, capsys, 11)


def test_anchors_that_say_two_things_are_told(office: Sealed, tmp_path: Path, capsys) -> None:
    anchors = office.settings.anchors_dir / "ledger.jsonl"
    line = json.loads(anchors.read_text().splitlines()[0])
    with anchors.open("a") as file:
        file.write(json.dumps(line | {"head": "00" * 32}) + "\n")
    assert office.verify().wrong or "another head for seal 1" in office.verify().wrong


def test_a_tenant_that_is_gone_is_told_by_its_anchors(office: Sealed) -> None:
    with office.superuser() as conn:
        for table in ("ledger_entry", "guard.ledger_seal"):
            conn.execute(f"delete from {table} where tenant_id = %s", [office.office.id])
        conn.execute("delete from identity.tenant where id = %s", [office.office.id])
    assert (office.verify().entry, office.verify().office) == (1, f"tenant {office.office.id}")
