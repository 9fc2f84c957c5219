"""Pages of a file as pictures, and a new file in which areas of them are black; drawn by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.services.documents.media import JPEG, PDF, PNG
from casework.services.records.areas import Area
from casework.services.records.pages_child import MOST_PAGES, NO_SUCH_PAGE, TOO_MANY_PAGES

DRAWN = frozenset({PDF.type, JPEG.type, PNG.type})
"""Kinds of file whose pages can be drawn."""
_CHILD = Path(__file__).with_name("pages_child.py")
_PATIENCE = 40
"""Seconds; less than a transaction may stand idle."""


def count_pages(path: Path, media_type: str) -> int:
    """How many pages there are; none where they can't be drawn."""
    if media_type != PDF.type:
        return 1
    try:
        return int(_draw(path, media_type, "count", "0"))
    except InvalidInput:
        return 0


def draw_page(path: Path, media_type: str, page: int) -> tuple[int, bytes]:
    """How many pages there are, and one of them as PNG. Raises InvalidInput under `page` or `file`."""
    count, _, picture = _draw(path, media_type, "one", str(page)).partition(b"\n")
    return int(count), picture


def draw_black(path: Path, media_type: str, areas: Iterable[tuple[int, Area]]) -> bytes:
    """A new PDF of pictures alone, these areas of its pages black. Raises InvalidInput under `page` or `file`."""
    return _draw(path, media_type, "all", json.dumps([[page, *area] for page, area in areas]))


def _draw(path: Path, media_type: str, deed: str, told: str) -> bytes:
    order = [sys.executable, "-I", str(_CHILD), media_type, deed, told]
    try:
        with path.open("rb") as file:
            done = subprocess.run(order, stdin=file, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is not None and done.returncode == 0 and done.stdout:
        return done.stdout
    status = done.returncode if done is not None else None
    if status == NO_SUCH_PAGE:
        raise InvalidInput({"page": phrase("The file has no such page")})
    if status == TOO_MANY_PAGES:
        said = phrase("The file has more than %(most)d pages. Split it, and enter its parts", most=MOST_PAGES)
        raise InvalidInput({"file": said})
    raise InvalidInput({"file": phrase("The pages of this file can’t be drawn. Save it anew and add that")})
