"""Draws the pages of a PDF or picture, in a process of its own with little memory and time. Run by path; imports
nothing of ours.

Standard input: the file. First argument: its kind. Then `one N`: page N as PNG goes to standard output, after a line
with the number of pages; `count 0`: that number alone. Or `all` and a JSON list of `[page, left, top, width, height]`
in thousandths of the page: a new PDF goes there, each page a picture in which these areas are black; no text, no data
about it, nothing else. Exit status 3: too many pages; 4: it can't be drawn; 5: no such page.
"""

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, BinaryIO

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 30
MOST_PAGES = 60
MOST_PIXELS = 4_000_000
"""Of a page as it is given out: A4 at 190 dots an inch."""
SEEN_PIXELS = 900_000
"""Of a page as it is looked at."""
DPI = 150
TOO_MANY_PAGES, CANNOT, NO_SUCH_PAGE = 3, 4, 5
BLACK = (0, 0, 0)
Box = Sequence[int]


def main(kind: str, deed: str, told: str) -> int:
    """Read, draw, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses a limit below what the loaded libraries map
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    warnings.simplefilter("ignore")
    try:
        pages = _Pdf(sys.stdin.buffer.read()) if kind == "application/pdf" else _Picture(sys.stdin.buffer)
        return _all(pages, json.loads(told)) if deed == "all" else _one(pages, int(told))
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, TypeError, IndexError, RuntimeError):
        return CANNOT


class _Pdf:
    """The pages of a PDF, with what is filled into its forms."""

    def __init__(self, content: bytes) -> None:
        pdfium: Any = import_module("pypdfium2")  # only here: a picture need not load it
        self._document = pdfium.PdfDocument(content)
        self._document.init_forms()
        self.count = len(self._document)

    def drawn(self, number: int, most: int) -> Any:
        page = self._document[number - 1]
        width, height = page.get_size()
        scale = min(DPI / 72, (most / max(1.0, width * height)) ** 0.5)
        picture = page.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil().convert("RGB")
        page.close()
        return picture


class _Picture:
    """A picture as one page, upright."""

    count = 1

    def __init__(self, file: BinaryIO) -> None:
        from PIL import Image, ImageOps

        Image.MAX_IMAGE_PIXELS = None  # it was drawn anew, within our limit, when it came in
        with Image.open(file, formats=("JPEG", "PNG")) as image:
            upright = ImageOps.exif_transpose(image).convert("RGBA")
        self._picture = Image.new("RGB", upright.size, "white")
        self._picture.paste(upright, mask=upright)

    def drawn(self, _number: int, most: int) -> Any:
        shown = self._picture.copy()
        shrunk = min(1.0, (most / (shown.width * shown.height)) ** 0.5)
        shown.thumbnail((max(1, int(shown.width * shrunk)), max(1, int(shown.height * shrunk))))
        return shown


def _one(pages: _Pdf | _Picture, number: int) -> int:
    if not 0 <= number <= pages.count:
        return NO_SUCH_PAGE
    sys.stdout.buffer.write(f"{pages.count}\n".encode())
    if number:
        pages.drawn(number, SEEN_PIXELS).save(sys.stdout.buffer, "PNG")
    return 0


def _all(pages: _Pdf | _Picture, boxes: list[Box]) -> int:
    if pages.count > MOST_PAGES:
        return TOO_MANY_PAGES
    if any(not 0 < box[0] <= pages.count for box in boxes):
        return NO_SUCH_PAGE
    _write_pdf(sys.stdout.buffer, _blackened(pages, boxes), pages.count)
    return 0


def _blackened(pages: _Pdf | _Picture, boxes: list[Box]) -> Iterator[Any]:
    from PIL import ImageDraw

    for number in range(1, pages.count + 1):
        picture = pages.drawn(number, MOST_PIXELS)
        pen = ImageDraw.Draw(picture)
        for _page, left, top, width, height in (box for box in boxes if box[0] == number):
            across, down = picture.width / 1000, picture.height / 1000
            # Outwards to whole pixels: an edge of a letter is not left at the rim.
            corner = (int(left * across), int(top * down))
            end = (-int(-(left + width) * across // 1), -int(-(top + height) * down // 1))
            pen.rectangle((corner, end), fill=BLACK)
        yield picture


def _write_pdf(out: BinaryIO, pictures: Iterator[Any], count: int) -> None:
    """A PDF of pictures and nothing else: no producer, no dates, no ids. One page is in memory at a time."""
    at, places = 0, dict[int, int]()

    def put(content: bytes) -> None:
        nonlocal at
        out.write(content)
        at += len(content)

    def put_object(number: int, content: bytes, stream: bytes | None = None) -> None:
        places[number] = at
        body = b"" if stream is None else b"\nstream\n" + stream + b"\nendstream"
        put(b"%d 0 obj\n" % number + content + body + b"\nendobj\n")

    put(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    kids = b" ".join(b"%d 0 R" % (3 + 3 * index) for index in range(count))
    put_object(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    put_object(2, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids))
    for index, picture in enumerate(pictures):
        page, held = 3 + 3 * index, io.BytesIO()
        picture.save(held, "JPEG", quality=85, subsampling=0)
        wide, high = (round(side * 72 / DPI, 2) for side in picture.size)
        size = f"/Width {picture.width} /Height {picture.height} /Length {held.tell()}".encode()
        draw = f"q {wide} 0 0 {high} 0 0 cm /P Do Q".encode()
        put_object(
            page,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %b] /Resources << /XObject << /P %d 0 R >> >>"
            b" /Contents %d 0 R >>" % (f"{wide} {high}".encode(), page + 2, page + 1),
        )
        put_object(page + 1, b"<< /Length %d >>" % len(draw), draw)
        kind = b"<< /Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode "
        put_object(page + 2, kind + size + b" >>", held.getvalue())
    start, total = at, len(places) + 1
    rows = b"".join(b"%010d 00000 n \n" % places[number] for number in range(1, total))
    put(b"xref\n0 %d\n0000000000 65535 f \n" % total + rows)
    put(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (total, start))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
