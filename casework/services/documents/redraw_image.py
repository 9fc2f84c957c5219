"""Images are drawn anew: whatever else was in the file (places, names, scripts) is gone."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.services.documents.media import JPEG, PNG, Media
from casework.services.documents.redraw_child import TOO_MANY_PIXELS

_CHILD = Path(__file__).with_name("redraw_child.py")
_PATIENCE = 45
"""Seconds; less than a transaction may stand idle."""


def redraw_image(file: IO[bytes], media: Media, name: str) -> tuple[IO[bytes], Media]:
    """The image with its pixels alone, as JPEG or PNG, open at its start. Raises InvalidInput under `file`."""
    target = PNG if media == PNG else JPEG
    drawn = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open, closed by whoever stores it
    status = _draw(file, drawn, "PNG" if target == PNG else "JPEG")
    if status == 0 and drawn.tell() > 0:
        drawn.seek(0)
        return drawn, target
    drawn.close()
    if status == TOO_MANY_PIXELS:
        raise InvalidInput(
            {"file": phrase("%(name)s has too many pixels. Make it smaller and add that", name=name)}
        )
    raise InvalidInput(
        {"file": phrase("%(name)s can’t be opened as a picture. Save it anew and add that", name=name)}
    )


def _draw(source: IO[bytes], target: IO[bytes], form: str) -> int:
    file = source
    with tempfile.TemporaryFile() as copy:
        if not _has_descriptor(source):  # a small upload lives in memory
            source.seek(0)
            copy.write(source.read())
            copy.flush()
            file = copy
        file.seek(0)
        try:
            order = [sys.executable, "-I", str(_CHILD), form]
            done = subprocess.run(
                order, stdin=file, stdout=target, stderr=subprocess.DEVNULL, timeout=_PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            return -1
        target.seek(0, 2)
        return done.returncode


def _has_descriptor(file: IO[bytes]) -> bool:
    try:
        return file.fileno() >= 0
    except OSError:
        return False
