"""Anchors: heads of ledgers, written down outside the database and its backup. Lines are added, never changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

NAME = "ledger.jsonl"


class AnchorFile:
    """The file of anchors. It remembers the last line of each tenant, and reads on where it stopped."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._last: dict[int, Mapping[str, Any]] = {}
        self._read = 0

    def last(self, tenant: int) -> Mapping[str, Any] | None:
        """The last line about a tenant."""
        return self._last.get(tenant)

    @property
    def tenants(self) -> list[int]:
        """Every tenant of which something is anchored."""
        return sorted(self._last)

    def refresh(self) -> None:
        """Read what was added since, by whomever."""
        if not self.path.exists():
            self._last, self._read = {}, 0
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                for told in _parsed(line):
                    self._last[told["tenant"]] = told

    def add(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Add lines; they are on disk when this returns. One that a crash has torn is left behind as it is."""
        text = "".join(json.dumps(line) + "\n" for line in lines).encode()
        new = not self.path.exists()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_APPEND | os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                text = b"\n" + text
            os.write(handle, text)
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            _sync_folder(self.path.parent)
        self.refresh()


def _parsed(line: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        told = json.loads(line)
        told["tenant"], told["seal"], told["head"]
    except (ValueError, KeyError, TypeError):
        return
    yield told


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
