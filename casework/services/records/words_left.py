"""Whether words that were to be taken out of a file are in it still: under a black box, in a comment, in its data."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.models import Document
from casework.services.office import office_of
from casework.store.files import file_store
from casework.store.session import ViewerSession

_CHILD = Path(__file__).with_name("words_child.py")
_PATIENCE = 40
"""Seconds; less than a transaction may stand idle."""
LONGEST, MOST = 200, 50


def words_left(session: ViewerSession, document: Document, gone: str) -> str:
    """The first of the words, one a line, that the file still has; empty where there is none. InvalidInput `gone`."""
    wanted = [line for line in (_plain(line) for line in gone.splitlines()) if line]
    if len(wanted) > MOST or any(len(line) > LONGEST for line in wanted):
        raise InvalidInput({"gone": phrase("Write 50 lines of 200 characters at most")})
    if not wanted or document.media_type.startswith("image/"):
        return ""
    path = file_store().path(office_of(session).tenant.id, document.store_name)
    text = _plain(text_of(path, document.media_type))
    close = text.replace(" ", "")
    return next((word for word in wanted if word in text or word.replace(" ", "") in close), "")


def text_of(path: Path, media_type: str) -> str:
    """All text of the file, seen or not. Raises InvalidInput under `file` where it can't be read."""
    order = [sys.executable, "-I", str(_CHILD), media_type.partition(";")[0]]
    try:
        with path.open("rb") as file:
            done = subprocess.run(order, stdin=file, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise InvalidInput({"file": phrase("This file can’t be looked through. Save it anew and add that")})
    return done.stdout.decode("utf-8", "replace")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
