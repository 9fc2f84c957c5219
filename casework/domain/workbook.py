"""Sheets of one table as XLSX or ODS: every cell a text or a number, no formula, nothing that runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from casework.domain.spreadsheet import defused

Cell = str | int | Decimal | None
Rows = Iterable[Sequence[Cell]]
_WHEN = (1980, 1, 1, 0, 0, 0)

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/%s" Target="%s"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="%s">%s</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def xlsx(rows: Rows, sheet: str = "Sheet1") -> bytes:
    """The workbook; the first row is the headings."""
    body = "".join(f"<row>{''.join(_xlsx_cell(cell) for cell in row)}</row>" for row in rows)
    page = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": _BOOK % escape(sheet, {'"': "&quot;"}),
        "xl/_rels/workbook.xml.rels": _RELS % ("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": page,
    }
    return _zipped(parts)


def ods(rows: Rows, sheet: str = "Sheet1") -> bytes:
    """The same as an OpenDocument spreadsheet."""
    body = "".join(
        f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>" for row in rows
    )
    content = _CONTENT % (escape(sheet, {'"': "&quot;"}), body)
    return _zipped({"mimetype": _ODS, "META-INF/manifest.xml": _MANIFEST, "content.xml": content})


def _xlsx_cell(cell: Cell) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, int | Decimal):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | Decimal):
        told = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {told}><text:p>{cell}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{_text(cell)}</text:p></table:table-cell>'


def _text(cell: str) -> str:
    """Text that XML can hold, defused: it may be saved as a CSV file by the next one."""
    kept = "".join(c for c in defused(cell) if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    return escape("".join(c for c in kept if c not in "\ufffe\uffff"))


def _zipped(parts: dict[str, str]) -> bytes:
    """The parts in their order, with the same bytes for the same table."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = stored
            archive.writestr(info, content)
    return out.getvalue()
