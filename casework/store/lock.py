"""The lock of a data folder: one running installation at a time. It is the process's, so a kill frees it."""

import fcntl
import os
from pathlib import Path
from typing import Self

from casework.base.errors import SettingError


class FolderLock:
    """An exclusive lock on `lock` in a folder; holds the id of the process that has it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._handle: int | None = None

    def try_take(self) -> bool:
        """Take the lock if it is free. False: somebody else has it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle
        return True

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        if not self.try_take():
            holder = self._path.read_text(encoding="ascii", errors="replace").strip() or "unknown"
            raise SettingError(
                f"Another Casework (process {holder}) already uses {self._path.parent}. "
                "Stop it, or set CASEWORK_DATA to another folder."
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
