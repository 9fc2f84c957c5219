"""Word and spreadsheet files are zip archives: looked at from outside, never unpacked here."""

import zipfile
from typing import IO

from casework.services.documents.media import DOCX, MEGABYTE, ODS, ODT, XLSX, Media

MOST_ENTRIES = 3000
MOST_UNPACKED = 300 * MEGABYTE
MOST_RATIO = 250
_MAIN_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_OPEN_DOCUMENT = {media.type: media for media in (ODT, ODS)}


def office_media(file: IO[bytes]) -> Media | None:
    """Which office file this is; None for anything else, and for one with macros, bombs or odd names."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _kind_of(archive) if _harmless(archive.infolist()) else None
    # All that zipfile raises on hostile archives; NotImplementedError stands for a compression it does not know.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError):
        return None


def _harmless(entries: list[zipfile.ZipInfo]) -> bool:
    if not 0 < len(entries) <= MOST_ENTRIES:
        return False
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return unpacked <= min(MOST_UNPACKED, MEGABYTE + packed * MOST_RATIO) and all(map(_plain, entries))


def _plain(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.split("/")
    encrypted = entry.flag_bits & 1
    return not encrypted and ".." not in parts and not entry.filename.startswith(("/", "\\"))


def _kind_of(archive: zipfile.ZipFile) -> Media | None:
    names = {name.lower() for name in archive.namelist()}
    if any(name.endswith("vbaproject.bin") for name in names):
        return None
    if "mimetype" in names:
        with archive.open("mimetype") as told:
            return _OPEN_DOCUMENT.get(told.read(200).decode("ascii", "replace").strip())
    if "[content_types].xml" not in names:
        return None
    return next((media for part, media in _MAIN_PART.items() if part in names), None)
