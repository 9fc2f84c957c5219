"""The file store: what it says is kept, is kept; one tenant's names mean nothing to another."""

import hashlib
import io
import time
from pathlib import Path

import pytest

from casework.base.errors import InvalidInput, NotFound
from casework.store.files import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def test_a_file_comes_back_byte_for_byte_with_its_hash(store: FileStore) -> None:
    content = bytes(range(256)) * 1000
    kept = store.keep(1, io.BytesIO(content))
    assert store.read(1, kept.name) == content
    assert (kept.size, kept.sha256) == (len(content), hashlib.sha256(content).digest())
    assert store.holds(1, kept.name, kept.sha256)


def test_a_name_says_nothing_and_only_its_owner_reads_the_file(store: FileStore) -> None:
    kept = store.keep(1, b"canary")
    assert len(kept.name) == 32
    path = store.path(1, kept.name)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_another_tenant_does_not_find_the_name(store: FileStore) -> None:
    kept = store.keep(1, b"canary")
    store.keep(2, b"other")
    with pytest.raises(NotFound):
        store.read(2, kept.name)


@pytest.mark.parametrize("name", ["../1/secret", "", "x" * 32, "..", "a" * 31 + "/", "A" * 32])
def test_a_name_that_was_never_given_out_is_not_found(store: FileStore, name: str) -> None:
    store.keep(1, b"something")
    with pytest.raises(NotFound):
        store.path(1, name)


def test_a_file_that_is_too_long_leaves_nothing_behind(store: FileStore) -> None:
    with pytest.raises(InvalidInput):
        store.keep(1, io.BytesIO(b"x" * 100_000), at_most=99_999)
    assert list(store.names(1)) == []
    assert store.keep(1, b"x" * 10, at_most=10).size == 10


def test_a_changed_file_no_longer_holds_its_hash(store: FileStore) -> None:
    kept = store.keep(1, b"a receipt")
    store.path(1, kept.name).write_bytes(b"another receipt")
    assert not store.holds(1, kept.name, kept.sha256)


def test_the_sweep_takes_only_old_files_that_no_row_names(store: FileStore) -> None:
    kept, orphan = store.keep(1, b"kept"), store.keep(1, b"orphan")
    elsewhere = store.keep(2, b"another tenant's")
    assert store.sweep(1, [kept.name], older_than=time.time() - 60) == 0
    assert store.sweep(1, [kept.name], older_than=time.time() + 60) == 1
    assert list(store.names(1)) == [kept.name]
    assert not store.holds(1, orphan.name, orphan.sha256)
    assert store.read(2, elsewhere.name) == b"another tenant's"


def test_a_tenant_pays_for_its_own_files_only(store: FileStore) -> None:
    store.keep(1, b"x" * 10)
    store.keep(2, b"x" * 500)
    assert (store.used(1), store.used(2), store.used(3)) == (10, 500, 0)
    for name in list(store.names(1)):
        store.remove(1, name)
        store.remove(1, name)
    assert store.used(1) == 0
