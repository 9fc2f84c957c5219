"""Parts of a record made black: what was under them is gone from the file that is given out, to every reader."""

import io
import zlib
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from casework.base.errors import InvalidInput, NotFound
from casework.models import Document
from casework.models.record import PLACE
from casework.services.documents.keep_file import Sent
from casework.services.records.add_record import add_record
from casework.services.records.areas import read_area
from casework.services.records.black_out import make_black, mark_area, read_page
from casework.services.records.decide_record import decide_record
from casework.services.records.read_records import Record, read_records
from casework.services.records.record_files import path_of, record_file
from casework.services.records.withhold import Held, lift, withhold
from tests.factories.papers import TITLE, pdf
from tests.services.records.test_records import FLOW, LEAD, Room, desks, office, room

__all__ = ["desks", "office", "room"]
WORD = "412 CNRY-price"
FULL = {"left": "10", "top": "10,5", "width": "80.0", "height": "6"}


def area(record: Any, page: str = "1", **sides: str) -> Held:
    return Held(PLACE, "gc7927_705", "A trade secret.", record, page=page, area=FULL | sides)


def log_of(room: Room) -> Record:
    with room.at() as session:
        return read_records(session, room.case).records[0]


def made(room: Room) -> tuple[Document, bytes]:
    """The file without what is withheld."""
    record = log_of(room)
    assert record.revision is not None
    with room.at() as session:
        document = record_file(session, record.revision.id)
        assert document is not None
        return document, path_of(session, document).read_bytes()


def bytes_inside(content: bytes) -> bytes:
    """The file as it lies, and each of its streams unpacked."""
    streams = [part.split(b"endstream")[0].strip(b"\r\n") for part in content.split(b"stream")[1:]]
    unpacked = [zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"\x78"]
    return b"\n".join([content, *unpacked])


def test_what_was_under_an_area_is_nowhere_in_the_file_that_is_given_out(room: Room) -> None:
    paper = Sent(f"{WORD}.pdf", io.BytesIO(pdf(f"The price is {WORD}", "Trucks come on Mondays")))
    record = room.do(add_record, "Contract of 2024", paper)
    room.do(mark_area, area(record))
    room.do(make_black, record)
    document, content = made(room)
    assert (document.media_type, WORD in document.name) == ("application/pdf", False)
    hidden = (WORD, "CNRY", TITLE, "Mondays")
    assert not any(word.encode() in bytes_inside(content) for word in hidden)
    read = pypdfium2.PdfDocument(content)
    assert len(read) == 2 and not any(page.get_textpage().get_text_bounded() for page in read)
    assert not any(read.get_metadata_dict().values()) and b"/Info" not in content and b"/ID" not in content
    first, second = (page.render(scale=1).to_pil().convert("L") for page in read)
    wide, high = first.size
    inside = first.crop((int(wide * 0.11), int(high * 0.115), int(wide * 0.89), int(high * 0.16)))
    assert inside.getextrema()[1] < 8, "black from edge to edge"
    assert first.crop((0, int(high * 0.2), wide, int(high * 0.9))).getextrema()[0] > 200, (
        "the rest is as it was"
    )
    assert second.getextrema()[0] < 100, "what is not withheld can be read"


def test_the_log_says_the_area_and_the_record_is_given_out_as_any_in_part(room: Room) -> None:
    record = room.do(add_record, "Contract", Sent("a.pdf", io.BytesIO(pdf(WORD))))
    room.do(mark_area, area(record))
    room.do(make_black, record)
    one = log_of(room)
    assert (one.decision, one.held[0].area, one.held[0].page) == ("part", (100, 105, 800, 60), 1)
    assert (
        one.original is not None and one.revision is not None and one.original.sha256 != one.revision.sha256
    )
    room.move("release_part", LEAD, part_text="The prices")
    assert log_of(room).given is not None


def test_a_picture_is_made_black_too_and_turned_upright_first(room: Room) -> None:
    drawn, sent = Image.new("RGB", (400, 200), "white"), io.BytesIO()
    drawn.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down: red is on the right
    drawn.save(sent, "JPEG", exif=exif)
    record = room.do(add_record, "Photo", Sent("photo.jpg", sent))
    room.do(mark_area, area(record, left="50", top="0", width="50", height="100"))
    room.do(make_black, record)
    page = pypdfium2.PdfDocument(made(room)[1])[0].render(scale=1).to_pil().convert("RGB")
    left, right = (page.getpixel((int(page.width * at), page.height // 2)) for at in (0.25, 0.75))
    assert min(left) > 240 and max(right) < 15


def test_no_file_is_made_while_something_withheld_has_no_area(room: Room) -> None:
    record = room.do(add_record, "Contract", Sent("a.pdf", io.BytesIO(pdf(WORD))))
    with pytest.raises(InvalidInput) as nothing:
        room.do(make_black, record)
    in_words = Held(PLACE, "gc7927_705", "A secret", record, page="1", place="second line")
    line = room.do(withhold, in_words)
    room.do(mark_area, area(record))
    with pytest.raises(InvalidInput) as unmarked:
        room.do(make_black, record)
    assert set(nothing.value.errors) == set(unmarked.value.errors) == {"areas"}
    room.do(lift, line)
    room.do(make_black, record)
    room.do(mark_area, area(record, top="50"))
    with pytest.raises(InvalidInput) as stale:
        room.do(decide_record, record, "part")
    assert set(stale.value.errors) == {"file"}, "a file of before does not lack what was withheld since"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"left": "-1"}, {"left"}),
        ({"left": "", "top": "ten"}, {"left", "top"}),
        ({"width": "0"}, {"width"}),
        ({"left": "60", "width": "50"}, {"width"}),
        ({"top": "99", "height": "1.1"}, {"height"}),
        ({"height": "1e1"}, {"height"}),
        ({"top": "100.01"}, set()),
        ({"left": "0", "width": "100", "top": "0", "height": "0,1"}, set()),
    ],
)
def test_an_area_lies_on_the_page_or_is_told_by_its_side(wrong: dict[str, str], told: set[str]) -> None:
    typed = {"left": "10", "top": "10", "width": "20", "height": "5"} | wrong
    if not told and wrong.get("top") != "100.01":
        assert read_area(typed)
        return
    with pytest.raises(InvalidInput) as found:
        read_area(typed)
    assert set(found.value.errors) == (told or {"height"})


def test_only_pages_that_are_there_are_marked_and_looked_at(room: Room) -> None:
    record = room.do(add_record, "Contract", Sent("a.pdf", io.BytesIO(pdf(WORD))))
    for page in ("2", "0", "", "x"):
        with pytest.raises(InvalidInput) as nowhere:
            room.do(mark_area, area(record, page))
        assert set(nowhere.value.errors) == {"page"}
    text = room.do(add_record, "Mail", Sent("mail.txt", io.BytesIO(WORD.encode())))
    with pytest.raises(InvalidInput) as no_pages:
        room.do(mark_area, area(text))
    assert set(no_pages.value.errors) == {"file"}
    with room.at() as session:
        shown = read_page(session, room.case, record, FLOW, 1)
        assert shown.count == 1 and Image.open(io.BytesIO(shown.png)).size[1] > 600
        with pytest.raises(NotFound):
            read_page(session, room.case, record, FLOW, 2)
    broken = room.do(add_record, "Broken", Sent("b.pdf", io.BytesIO(b"%PDF-1.4\nnothing at all\n%%EOF")))
    with pytest.raises(InvalidInput) as cannot:
        room.do(mark_area, area(broken))
    assert set(cannot.value.errors) == {"file"}
    assert log_of(room).held == (), "nothing is kept of what could not be marked"
