"""Files of the tenants: random names in the data folder, on the disk before anybody says so.

A file's name says nothing about its content. Who may read it stands in the database row that holds the name.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app

from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import phrase
from casework.base.values import Value

CHUNK = 1 << 16
_NAME = re.compile(r"[0-9a-f]{32}")
_EXTENSION = "casework.files"


class Readable(Protocol):
    """Anything that gives bytes piece by piece: an open file, an upload."""

    def read(self, size: int = ..., /) -> bytes: ...


class StoredFile(Value):
    """A file as it lies in the store. `name` goes into a database row, with the hash beside it."""

    name: str
    size: int
    sha256: bytes


class FileStore:
    """The folder `files/`, one folder for each tenant."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, tenant: int, content: bytes | Readable, *, at_most: int | None = None) -> StoredFile:
        """Write a new file. When this returns, the content and its name survive a power cut.

        Raises InvalidInput under `file` when it is longer than `at_most` bytes; nothing is left behind then.
        """
        folder = self._folder(tenant)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_hex(16)
        partial = folder / f"{name}.part"
        try:
            size, digest = _write(partial, _pieces(content), at_most)
            partial.rename(folder / name)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
        _sync_folder(folder)
        _sync_folder(self.root)
        return StoredFile(name, size, digest)

    def path(self, tenant: int, name: str) -> Path:
        """Where a tenant's file lies; NotFound when there is none of this name."""
        if not _NAME.fullmatch(name):
            raise NotFound
        found = self._folder(tenant) / name
        if not found.is_file():
            raise NotFound
        return found

    def open(self, tenant: int, name: str) -> BufferedReader:
        """The file, open for reading."""
        return self.path(tenant, name).open("rb")

    def read(self, tenant: int, name: str) -> bytes:
        """The whole content."""
        return self.path(tenant, name).read_bytes()

    def holds(self, tenant: int, name: str, sha256: bytes) -> bool:
        """Whether the file is there and still has this hash."""
        try:
            with self.open(tenant, name) as file:
                return hashlib.file_digest(file, "sha256").digest() == sha256
        except NotFound:
            return False

    def remove(self, tenant: int, name: str) -> None:
        """Delete a file for good; one that is gone already is no fault."""
        with suppress(NotFound, FileNotFoundError):
            self.path(tenant, name).unlink()
            _sync_folder(self._folder(tenant))

    def names(self, tenant: int, *, older_than: float | None = None) -> Iterator[str]:
        """The names of a tenant's files, unfinished ones too; `older_than`: written before this time (seconds)."""
        with suppress(FileNotFoundError), os.scandir(self._folder(tenant)) as entries:
            for entry in entries:
                if older_than is None or entry.stat().st_mtime < older_than:
                    yield entry.name

    def sweep(self, tenant: int, kept: Iterable[str], *, older_than: float) -> int:
        """Delete files that no row names and that were written before `older_than`. How many went."""
        wanted, gone = set(kept), 0
        for name in list(self.names(tenant, older_than=older_than)):
            if name not in wanted:
                (self._folder(tenant) / name).unlink(missing_ok=True)
                gone += 1
        return gone

    def used(self, tenant: int) -> int:
        """How many bytes a tenant's files take."""
        with suppress(FileNotFoundError), os.scandir(self._folder(tenant)) as entries:
            return sum(entry.stat().st_size for entry in entries)
        return 0

    def _folder(self, tenant: int) -> Path:
        return self.root / str(int(tenant))


def bind_files(app: Flask, folder: Path) -> None:
    """Give the application its file store."""
    app.extensions[_EXTENSION] = FileStore(folder)


def file_store() -> FileStore:
    """The file store of the running application."""
    store: FileStore = current_app.extensions[_EXTENSION]
    return store


def _pieces(content: bytes | Readable) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while piece := content.read(CHUNK):
        yield piece


def _write(path: Path, pieces: Iterable[bytes], at_most: int | None) -> tuple[int, bytes]:
    digest, size = hashlib.sha256(), 0
    with open(path, "xb", opener=_private) as file:
        for piece in pieces:
            size += len(piece)
            if at_most is not None and size > at_most:
                raise InvalidInput({"file": phrase("This file is too large. Choose a smaller one")})
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.digest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Have a folder's own list of names on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
