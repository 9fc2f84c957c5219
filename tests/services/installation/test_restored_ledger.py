"""Yesterday's database is told by its anchors, nothing is sealed on it in silence, and there is an honest way on."""

import dataclasses
import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.base.errors import InvalidInput
from casework.services.installation.check_sealing import check_sealing
from casework.services.installation.restore_backup import restore_backup
from casework.services.installation.state_restore import state_restore
from casework.settings import Database
from casework.store import backup
from tests.rig import Cluster
from tests.store.ledgers import Sealed, sealed_office


@pytest.fixture
def restored(cluster: Cluster, fresh_database: Database, tmp_path: Path) -> Iterator[Sealed]:
    """An office as of yesterday, with today's keys and anchors: 10 entries of 20, two that wait, none lost unseen."""
    first = sealed_office(cluster, fresh_database, tmp_path / "first")
    first.enter(*(f"old.{n}" for n in range(10)))
    first.seal()
    first.enter("waiting.1", "waiting.2")
    backup.create(first.settings, tmp_path / "copy.tar")
    first.enter(*(f"lost.{n}" for n in range(8)))
    first.seal()
    with cluster.copy(f"casework_second_{uuid.uuid4().hex[:8]}") as database:
        settings = dataclasses.replace(cluster.settings(database), data_dir=tmp_path / "second")
        restore_backup(settings, tmp_path / "copy.tar")
        shutil.rmtree(settings.keys_dir, ignore_errors=True)
        for name in ("keys", "anchors"):
            shutil.copytree(first.settings.data_dir / name, settings.data_dir / name)
        yield Sealed(cluster, settings, first.office)


def test_yesterdays_database_is_behind_its_anchors(restored: Sealed, tmp_path: Path, capsys) -> None:
    said, apart = restored.verify(), restored.verify_apart(tmp_path, capsys)
    assert (said.entry, apart["entry"], said.wrong) == (11, 11, apart["wrong"])
    assert "all up to 20" in said.wrong
    assert ["seal 2 is anchored" in fault for fault in check_sealing(restored.settings)] == [True]


def test_nothing_is_sealed_on_it_before_an_operator_has_spoken(restored: Sealed) -> None:
    restored.enter("new")
    with restored.sealer() as made:
        sealed, refused = made.run()
    assert (sealed, len(refused)) == (0, 1)
    assert restored.verify().unsealed == 3


def test_once_it_is_stated_the_ledger_goes_on_and_every_check_tells_what_is_lost(
    restored: Sealed, tmp_path: Path, capsys
) -> None:
    told = state_restore(restored.settings, "the disk died")
    assert told == [f"tenant {restored.office.id}: entries 11 to 20 are stated as lost"]
    assert state_restore(restored.settings, "again") == []
    assert restored.seal() == 3, "two that waited, and the entry that tells of it"
    said, apart = restored.verify(), restored.verify_apart(tmp_path, capsys)
    assert (said.wrong, apart["wrong"], said.entries) == ("", "", 13)
    assert ["entries 11 to 20 are lost" in words and "the disk died" in words for words in said.breaks] == [
        True
    ]
    assert apart["breaks"] == list(said.breaks)
    with restored.superuser() as conn:
        row = conn.execute(
            "select seq, actor_kind, detail from ledger_entry order by id desc limit 1"
        ).fetchone()
    assert (row[:2], json.loads(row[2])["lost"]) == ((13, "operator"), 20)
    assert check_sealing(restored.settings) == []


def test_after_a_stated_break_the_end_can_not_be_cut_either(restored: Sealed) -> None:
    state_restore(restored.settings, "the disk died")
    restored.seal()
    with restored.superuser() as conn:
        conn.execute("delete from ledger_entry where seq > 10")
        conn.execute("delete from guard.ledger_seal where number > 1")
    assert (restored.verify().entry, "up to 13" in restored.verify().wrong) == (11, True)


def test_a_break_that_nobody_signed_or_that_is_said_twice_is_no_way_round(restored: Sealed) -> None:
    anchors = restored.settings.anchors_dir / "ledger.jsonl"
    state_restore(restored.settings, "the disk died")
    line = anchors.read_text().splitlines()[-1]
    restored.seal()
    with restored.superuser() as conn:
        conn.execute("delete from ledger_entry where seq > 10")
        conn.execute("delete from guard.ledger_seal where number > 1")
    whole = anchors.read_text()
    for forged in (line, line.replace('"lost": 20', '"lost": 13')):
        anchors.write_text(f"{whole}{forged}\n")
        assert "not ours, or not here" in restored.verify().wrong


def test_a_break_needs_a_reason(restored: Sealed) -> None:
    with pytest.raises(InvalidInput):
        state_restore(restored.settings, "  ")
