"""Workbooks are read by a process of their own: days, figures and texts as CSV; bombs, formulas and macros refused."""

import io
import time
import zipfile

import pytest

from casework.base.errors import InvalidInput
from casework.domain.workbook import xlsx
from casework.services.imports.read_workbook import as_csv
from casework.services.imports.workbook_child import No, check

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = [("Donor No", "Name"), ("D1", "Ada, of Mill Lane"), ("D2", "=cmd|' /C calc'!A0")]


def parts_of(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def book(changed: dict[str, str | bytes | None] | None = None, *, sheet: str | None = None) -> bytes:
    """A workbook with some of its parts put in other words, or left out (None)."""
    parts: dict[str, str | bytes | None] = {**parts_of(xlsx(ROWS)), **(changed or {})}
    if sheet is not None:
        parts["xl/worksheets/sheet1.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def read(content: bytes) -> list[str]:
    with as_csv(io.BytesIO(content)) as table:
        return table.read().decode().splitlines()


def test_texts_come_as_they_stand_and_lines_keep_the_numbers_of_rows():
    assert read(xlsx(ROWS))[:2] == ["Donor No,Name", 'D1,"Ada, of Mill Lane"']
    gap = '<row r="1"><c t="inlineStr"><is><t>A</t></is></c></row><row r="4"><c r="B4"><v>7</v></c></row>'
    assert read(book(sheet=gap)) == ["A", "", "", ",7"]


def test_days_figures_and_answers_are_said_plainly():
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    shared = f'<sst xmlns="{MAIN}"><si><r><t>Ada</t></r><r><t> Sample</t></r></si></sst>'
    row = (
        '<row r="1"><c s="1"><v>45352</v></c><c s="2"><v>45352.5</v></c><c><v>75.249999999999996</v></c>'
        '<c><v>1.2E7</v></c><c t="b"><v>1</v></c><c t="s"><v>0</v></c>'
        '<c t="inlineStr"><is><t>1 Mill Lane\nFlat 2</t></is></c></row>'
    )
    told = read(book({"xl/styles.xml": styles, "xl/sharedStrings.xml": shared}, sheet=row))
    assert told == ['2024-03-01,2024-03-01T12:00:00,75.25,12000000,yes,Ada Sample,"1 Mill Lane, Flat 2"']


def test_a_hidden_sheet_is_left_out_and_of_two_with_rows_one_has_to_be_chosen():
    two = parts_of(xlsx(ROWS))["xl/workbook.xml"].decode()
    more = two.replace("</sheets>", '<sheet name="Notes" sheetId="2"{} r:id="rId2"/></sheets>')
    rels = parts_of(xlsx(ROWS))["xl/_rels/workbook.xml.rels"].decode()
    link = rels.replace("rId1", "rId2").replace("sheet1", "sheet2").partition("<Relationship ")[2]
    changed = {
        "xl/_rels/workbook.xml.rels": rels.replace("</Relationships>", f"<Relationship {link}"),
        "xl/worksheets/sheet2.xml": parts_of(xlsx(ROWS))["xl/worksheets/sheet1.xml"],
    }
    assert len(read(book({**changed, "xl/workbook.xml": more.format(' state="hidden"')}))) == 3
    with pytest.raises(InvalidInput) as why:
        read(book({**changed, "xl/workbook.xml": more.format("")}))
    assert "Several sheets have rows: Sheet1, Notes" in str(why.value.sayings["file"])


BOMB = "<row><c><v>" + "1" * 40_000_000 + "</v></c></row>"
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            lambda: book(sheet='<row r="3"><c r="B3"><f>SUM(A1:A2)</f><v>3</v></c></row>'),
            "Cell B3 holds a formula",
        ),
        (lambda: book(sheet='<row><c r="A1" t="e"><v>#REF!</v></c></row>'), "Cell A1 holds an error"),
        (lambda: book(sheet='<row r="1"><c r="ZZ1"><v>1</v></c></row>'), "beyond the 200 columns"),
        (lambda: book(sheet=BOMB), "larger unpacked than it pretends"),
        (
            lambda: book({"xl/worksheets/sheet1.xml": f"{ENTITIES}<worksheet>&b;</worksheet>"}),
            "can’t be read",
        ),
        (lambda: book({"xl/vbaProject.bin": b"x"}), "holds macros"),
        (lambda: book({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "holds macros"),
        (lambda: book({"xl/workbook.xml": None}), "no XLSX workbook"),
        (lambda: book(sheet=""), "The file is empty"),
        (lambda: book()[:-60], "can’t be read"),
        (lambda: b"PK\x03\x04rest of a workbook", "can’t be read"),
        (lambda: book(sheet='<row r="x"><c><v>1</v></c></row>'), "can’t be read"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_could_run_grow_or_break_is_refused_with_the_reason(content, said):
    begun = time.monotonic()
    with pytest.raises(InvalidInput) as why:
        read(content())
    assert said in str(why.value.sayings["file"])
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "[Content_Types].xml"])
def test_an_archive_that_is_no_workbook_is_named_as_such(missing):
    with zipfile.ZipFile(io.BytesIO(book({missing: None}))) as archive, pytest.raises(No) as refused:
        check(archive)
    assert refused.value.args[0] == "OTHER_KIND"
    with pytest.raises(InvalidInput) as told:
        read(book({missing: None}))
    assert "no XLSX workbook" in " ".join(map(str, told.value.errors.values()))
