"""The folders into which a mail server and a scanner put what came: `<drop>/<office>/new` is a maildir's, `fax` and
`letters` hold scans. What is taken in is removed once that is committed, never before."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from flask import current_app

from casework.base.clock import now
from casework.services.inbound.keep_mail import HEAD_OF_LONG, MOST_MAIL, keep_mail
from casework.services.inbound.keep_scan import Scan, keep_scan
from casework.services.office import office_of
from casework.settings import Settings
from casework.store.session import ViewerSession

Keep = Callable[[ViewerSession, Path, bytes, datetime], None]
log = logging.getLogger(__name__)

MAIL, SCANS = "new", {"fax": "fax", "letters": "letter"}
FOLDERS = ("new", "cur", "tmp", *SCANS)
LAID_ASIDE = "too-long"
MOST_AT_ONCE = 100
SETTLED = 5.0
"""Seconds that a scan has lain unchanged: until then somebody may still write it."""


def take_drop(session: ViewerSession) -> int:
    """Take in what lies there for the session's office, a commit for each. How many."""
    settings: Settings = current_app.extensions["casework.settings"]
    folder = settings.drop_dir / office_of(session).tenant.slug
    taken = 0
    for path in _files(folder / MAIL):
        taken += _take(session, path, _mail)
    for name in SCANS:
        for path in _files(folder / name, settled=SETTLED):
            taken += _take(session, path, _scan)
    return taken


def _files(folder: Path, *, settled: float = 0.0) -> Iterator[Path]:
    """The plain files of a folder, oldest first; no links, nothing hidden, nothing half written."""
    with suppress(FileNotFoundError, NotADirectoryError):
        found = [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
        plain = [(entry.stat(follow_symlinks=False), Path(entry.path)) for entry in found]
        before = now().timestamp() - settled
        kept = [(told.st_mtime, path) for told, path in plain if stat.S_ISREG(told.st_mode)]
        yield from [path for at, path in sorted(kept) if at <= before or not settled][:MOST_AT_ONCE]


def _take(session: ViewerSession, path: Path, keep: Keep) -> int:
    """Take one file in. One that can't be read or removed is said in the log, and tried again."""
    try:
        content, received_at, whole = _read(path)
        keep(session, path, content, received_at)
        session.commit()
        if whole:
            path.unlink()
        else:
            _lay_aside(path)
    except OSError as fault:
        log.error("A file of the drop folder can't be taken: %s", type(fault).__name__)
        return 0
    return 1


def _read(path: Path) -> tuple[bytes, datetime, bool]:
    """What lies there, when it came, and whether that is all of it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        told = os.fstat(file.fileno())
        whole = told.st_size <= MOST_MAIL
        content = file.read(MOST_MAIL if whole else HEAD_OF_LONG)
    return content, datetime.fromtimestamp(told.st_mtime, UTC), whole


def _lay_aside(path: Path) -> None:
    folder = path.parent.parent / LAID_ASIDE
    folder.mkdir(mode=0o700, exist_ok=True)
    path.rename(folder / path.name)


def _mail(session: ViewerSession, path: Path, content: bytes, received_at: datetime) -> None:
    keep_mail(session, content, source="drop", received_at=received_at)


def _scan(session: ViewerSession, path: Path, content: bytes, received_at: datetime) -> None:
    channel = SCANS[path.parent.name]
    keep_scan(session, Scan(channel, "drop", received_at, path.name, BytesIO(content)), again=path.name)
