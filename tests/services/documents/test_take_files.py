"""Files are known by content and name, drawn anew where they are pictures, and refused in words."""

import io
import struct
import zlib

import pytest
from PIL import Image

from casework.base.errors import InvalidInput
from casework.services.documents.file_names import plain_name
from casework.services.documents.media import ALL, JPEG, PNG, wanted
from casework.services.documents.recognise_file import recognise_file
from casework.services.documents.redraw_image import redraw_image
from casework.services.documents.scan_file import NOT_SCANNED, WAITING, scan_file
from tests.services.documents.sample_files import BAD, GOOD, SECRET, picture


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_is_taken_by_content_and_name(name: str) -> None:
    media = recognise_file(io.BytesIO(GOOD[name]), name, ALL)
    assert name.rpartition(".")[2].lower() in media.names


@pytest.mark.parametrize("name", [name for name in BAD if not name.startswith("broken")])
def test_what_is_not_what_its_name_says_is_refused_in_words_that_name_it(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        recognise_file(io.BytesIO(BAD[name]), name, ALL)
    assert name in str(refused.value.errors["file"])


def test_a_field_takes_only_what_it_lists() -> None:
    with pytest.raises(InvalidInput, match="marked"):
        recognise_file(io.BytesIO(GOOD["letter.docx"]), "letter.docx", wanted(("pdf", "jpg")))
    assert wanted(()) == ALL


@pytest.mark.parametrize(("form", "target"), [("JPEG", JPEG), ("HEIF", JPEG), ("PNG", PNG)])
def test_a_picture_is_drawn_anew_without_what_else_it_carried(form: str, target: object) -> None:
    sent = picture(form)
    drawn, media = redraw_image(io.BytesIO(sent), PNG if form == "PNG" else JPEG, "photo")
    content = drawn.read()
    drawn.close()
    assert media == target
    assert SECRET not in content and b"Exif" not in content
    assert Image.open(io.BytesIO(content)).size == (64, 48)


@pytest.mark.parametrize("name", ["broken.png", "broken.jpg"])
def test_a_broken_picture_is_refused_in_words(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        redraw_image(io.BytesIO(BAD[name]), JPEG, name)
    assert name in str(refused.value.errors["file"])


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    with pytest.raises(InvalidInput, match="marked") as refused:
        redraw_image(io.BytesIO(bomb), PNG, "bomb.png")
    assert "pixels" in str(refused.value.errors["file"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Giấy tờ.pdf", "Giấy tờ.pdf"),
        ('a"b\r\nContent-Type: x.pdf', "a_b Content-Type_ x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\x00\x01.pdf", "file.pdf"),
        ("", "file"),
        ("..pdf", "file.pdf"),
        ("name.", "name"),
        ("ă" * 300 + ".pdf", "ă" * 116 + ".pdf"),
    ],
)
def test_names_stay_readable_and_become_harmless(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_without_a_scanner_a_file_says_so_and_a_silent_scanner_holds_it_back() -> None:
    assert scan_file(io.BytesIO(b"x"), None) == NOT_SCANNED
    assert scan_file(io.BytesIO(b"x"), "/nowhere/clamd.sock") == WAITING
