"""Turns the one sheet of a workbook into CSV, in a process of its own with little memory and time. Run by path; imports
nothing of ours.

Standard input: the workbook, a file that can be sought in. Standard output: CSV, a line for each row of the sheet, so
that lines keep the numbers of rows. Standard error, with exit status 4: a code, and where, for what is refused.
Nothing is reckoned: a formula is refused by its cell, so is everything that could run or reach out.
"""

import csv
import io
import re
import resource
import sys
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from typing import IO, Any
from xml.parsers import expat

MOST_MEMORY = 400_000_000
MOST_SECONDS = 30
MOST_ENTRIES = 2000
MOST_UNPACKED = 200_000_000
MOST_RATIO = 200
MOST_CELLS = 2_000_000
MOST_TEXT = 60_000_000
WIDEST = 200
CANNOT = 4
PIECE = 1 << 16
_RUNS = re.compile(
    r"vbaproject\.bin$|/macrosheets/|/activex/|/externallinks/|/embeddings/|/ctrlprops/|connections\.xml$|/querytables/",
    re.IGNORECASE,
)
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class No(Exception):
    """Why a workbook is refused: a code, and where."""


class Enough(Exception):
    """A sheet has something in it: the rest need not be read to know that."""


class Reader:
    """Reads one part of the archive by its elements, never more of it than is allowed in all."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.left = archive, MOST_UNPACKED

    def read(self, name: str, started: Any, ended: Any = None, said: Any = None) -> None:
        """Call these for each element that begins, ends, and for its text. Entities are refused before they grow."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, given: started(tag.rpartition(":")[2], given)
        if ended is not None:
            parser.EndElementHandler = lambda tag: ended(tag.rpartition(":")[2])
        if said is not None:
            parser.CharacterDataHandler = said
        parser.StartDoctypeDeclHandler = _no_doctype
        with self.archive.open(name) as part:
            while piece := part.read(PIECE):
                self.left -= len(piece)
                if self.left < 0:
                    raise No("TOO_LARGE")
                parser.Parse(piece, False)
        parser.Parse(b"", True)


def _no_doctype(*_told: Any) -> None:
    raise No("ENTITIES")


def check(archive: zipfile.ZipFile) -> None:
    """Refuse bombs and whatever could run before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise No("TOO_LARGE")
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > min(MOST_UNPACKED, 1_000_000 + packed * MOST_RATIO):
        raise No("TOO_LARGE")
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise No("LOCKED")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise No("OTHER_KIND")
    if any(_RUNS.search("/" + name) for name in names):
        raise No("RUNS")
    with archive.open("[Content_Types].xml") as types:
        if b"macroEnabled" in types.read(1_000_000):
            raise No("RUNS")


def sheets(reader: Reader) -> tuple[list[tuple[str, str]], bool]:
    """Name and part of each sheet that is seen, and whether days are counted from 1904."""
    found: list[tuple[str, str]] = []
    since_1904 = [False]

    def started(tag: str, given: dict[str, str]) -> None:
        if tag == "workbookPr":
            since_1904[0] = given.get("date1904", "0") in ("1", "true")
        if tag == "sheet" and given.get("state", "visible") == "visible":
            link = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
            found.append((given.get("name", ""), link))

    reader.read("xl/workbook.xml", started)
    parts: dict[str, str] = {}

    def linked(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            target = given.get("Target", "")
            parts[given.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    reader.read("xl/_rels/workbook.xml.rels", linked)
    return [(name, parts[link]) for name, link in found if link in parts], since_1904[0]


class Texts:
    """The texts that cells name by their place. What is said in smaller letters above them is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.inside = self.above = False
        self.size = 0

    def started(self, tag: str, _given: dict[str, str]) -> None:
        """An element begins."""
        self.inside = tag == "t"
        self.above = self.above or tag == "rPh"

    def ended(self, tag: str) -> None:
        """An element ends."""
        self.inside = False
        if tag == "rPh":
            self.above = False
        elif tag == "si":
            self.found.append("".join(self.parts))
            self.parts.clear()
            if len(self.found) > MOST_CELLS:
                raise No("TOO_LARGE")

    def said(self, text: str) -> None:
        """Text inside an element."""
        if self.inside and not self.above:
            self.size += len(text)
            if self.size > MOST_TEXT:
                raise No("TOO_LARGE")
            self.parts.append(text)


def shared_texts(reader: Reader) -> list[str]:
    """The texts that the cells of all sheets share."""
    texts = Texts()
    if "xl/sharedStrings.xml" in reader.archive.namelist():
        reader.read("xl/sharedStrings.xml", texts.started, texts.ended, texts.said)
    return texts.found


class Styles:
    """The styles in which a number is shown as a day."""

    def __init__(self) -> None:
        self.own: set[int] = set()
        self.forms: list[int] = []
        self.cells = False

    def started(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if tag == "numFmt":
            plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", given.get("formatCode", ""))
            if re.search(r"[dy]", plain, re.IGNORECASE):
                self.own.add(int(given.get("numFmtId", "0")))
        elif tag == "cellXfs":
            self.cells = True
        elif tag == "xf" and self.cells:
            self.forms.append(int(given.get("numFmtId", "0")))

    def ended(self, tag: str) -> None:
        """An element ends."""
        if tag == "cellXfs":
            self.cells = False


def day_styles(reader: Reader) -> frozenset[int]:
    """The styles of days, by their place."""
    styles = Styles()
    if "xl/styles.xml" in reader.archive.namelist():
        reader.read("xl/styles.xml", styles.started, styles.ended)
    return frozenset(at for at, form in enumerate(styles.forms) if form in styles.own or form in _DATES)


class Sheet:
    """One sheet on its way into lines."""

    def __init__(self, texts: list[str], days: frozenset[int], since_1904: bool, out: IO[str] | None) -> None:
        self.texts, self.days, self.out = texts, days, csv.writer(out) if out else None
        self.epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
        self.row, self.written, self.cells, self.column = 0, 0, 0, -1
        self.line: dict[int, str] = {}
        self.kind, self.style, self.where = "n", -1, ""
        self.value: list[str] = []
        self.inside = False

    def started(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if tag == "row":
            self.row = int(given.get("r", self.row + 1))
            self.line, self.column = {}, -1
        elif tag == "c":
            self._cell(given)
        elif tag == "f":
            raise No(f"FORMULA {self.where}")
        elif tag in ("v", "t"):
            self.inside = True

    def _cell(self, given: dict[str, str]) -> None:
        self.kind, self.style = given.get("t", "n"), int(given.get("s", "-1"))
        place = _CELL.fullmatch(given.get("r", ""))
        self.column = _number(place[1]) if place else self.column + 1
        self.where = given.get("r", f"row {self.row}")
        self.value = []
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise No("TOO_LARGE")

    def said(self, text: str) -> None:
        """Text inside an element."""
        if self.inside:
            self.value.append(text)

    def ended(self, tag: str) -> None:
        """An element ends."""
        if tag in ("v", "t"):
            self.inside = False
        elif tag == "c" and self.value:
            text = self._text("".join(self.value))
            if text.strip():
                if self.column >= WIDEST:
                    raise No(f"TOO_WIDE {self.where}")
                self.line[self.column] = text
        elif tag == "row" and self.line:
            self._write()

    def _write(self) -> None:
        if self.out is None:
            raise Enough
        while self.written < self.row - 1:
            self.out.writerow([])
            self.written += 1
        self.out.writerow([self.line.get(at, "") for at in range(max(self.line) + 1)])
        self.written += 1

    def _text(self, told: str) -> str:
        if self.kind == "s":
            told = self.texts[int(told)]
        elif self.kind == "e":
            raise No(f"ERROR_CELL {self.where}")
        elif self.kind == "b":
            return "yes" if told.strip() == "1" else "no"
        elif self.kind == "n" and told.strip():
            return self._figures(told)
        return ", ".join(part.strip() for part in told.splitlines() if part.strip())

    def _figures(self, told: str) -> str:
        number = float(told)
        if self.style not in self.days:
            return format(Decimal(f"{number:.15g}"), "f")
        if not 0 <= number < 2_958_466:
            raise No(f"ERROR_CELL {self.where}")
        when = self.epoch + timedelta(seconds=round(number * 86_400))
        return when.date().isoformat() if number == int(number) else when.isoformat()


def _number(letters: str) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1


def convert(file: IO[bytes], out: IO[str]) -> None:
    """The sheet as CSV. Raises No."""
    with zipfile.ZipFile(file) as archive:
        check(archive)
        reader = Reader(archive)
        seen, since_1904 = sheets(reader)
        texts, days = shared_texts(reader), day_styles(reader)
        filled = [part for part in seen if _filled(reader, texts, part[1])]
        if not filled:
            raise No("EMPTY")
        if len(filled) > 1:
            raise No(f"SHEETS {', '.join(name for name, _ in filled)[:200]}")
        sheet = Sheet(texts, days, since_1904, out)
        reader.read(filled[0][1], sheet.started, sheet.ended, sheet.said)


def _filled(reader: Reader, texts: list[str], part: str) -> bool:
    """Whether a sheet has a row with something in it."""
    sheet = Sheet(texts, frozenset(), False, None)
    left = reader.left
    try:
        reader.read(part, sheet.started, sheet.ended, sheet.said)
    except Enough:
        return True
    finally:
        reader.left = left
    return False


def main() -> int:
    """Read and write."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_UNPACKED, MOST_UNPACKED))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses a limit below what the loaded libraries map
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        convert(sys.stdin.buffer, out)
        out.flush()
    except No as why:
        told = str(why)
    except MemoryError:
        told = "TOO_LARGE"
    # All that zipfile and expat raise on hostile files; NotImplementedError stands for a compression unknown to them.
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, ArithmeticError, LookupError):
        told = "BROKEN"
    except (OSError, ValueError, EOFError, RuntimeError):
        told = "BROKEN"
    else:
        return 0
    sys.stderr.write(told)
    return CANNOT


if __name__ == "__main__":
    sys.exit(main())
