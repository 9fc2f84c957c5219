"""What a file is: its content says so, and its name must say the same."""

import codecs
from typing import IO

import puremagic

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase
from casework.services.documents.file_names import ending_of
from casework.services.documents.media import HEIC, JPEG, PDF, PNG, TEXT, Media, media_named
from casework.services.documents.office_files import office_media

_HEAD = 4096
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_BREAKS = frozenset("\t\n\r\f")


def recognise_file(file: IO[bytes], name: str, wanted: tuple[Media, ...]) -> Media:
    """The kind of `file`, one of `wanted`. Raises InvalidInput under `file`, in words that name the file."""
    named = media_named(ending_of(name))
    if named is None or named not in wanted:
        raise InvalidInput({"file": _not_taken(name, wanted)})
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise InvalidInput({"file": phrase("%(name)s is empty. Choose another file", name=name)})
    if _media_of(file, head) != named:
        raise InvalidInput(
            {
                "file": phrase(
                    "%(name)s can’t be read as a %(kind)s file. Save it anew as %(kind)s and add that",
                    name=name,
                    kind=named.name.upper(),
                )
            }
        )
    file.seek(0)
    return named


def _not_taken(name: str, wanted: tuple[Media, ...]) -> Sayable:
    kinds = ", ".join(media.name.upper() for media in wanted)
    return phrase(
        "%(name)s is not a kind of file we can take. Choose one of: %(kinds)s", name=name, kinds=kinds
    )


def _media_of(file: IO[bytes], head: bytes) -> Media | None:
    if head.startswith(b"PK\x03\x04"):
        return office_media(file)
    if head[4:8] == b"ftyp":
        brands = {head[at : at + 4] for at in range(8, min(int.from_bytes(head[:4], "big"), 64), 4)}
        return HEIC if brands & _HEIC_BRANDS else None
    for media, mark in ((PDF, b"%PDF-"), (JPEG, b"\xff\xd8\xff"), (PNG, b"\x89PNG\r\n\x1a\n")):
        if head.startswith(mark):
            return media if media.type in _known_types(head) else None
    return TEXT if _is_text(file) else None


def _known_types(head: bytes) -> set[str]:
    """A second opinion, by a list of some thousand kinds of file."""
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(file: IO[bytes]) -> bool:
    """Whether every byte is UTF-8 text without control characters."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while piece := file.read(1 << 16):
            if any((c < " " and c not in _BREAKS) or c == "\x7f" for c in decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
