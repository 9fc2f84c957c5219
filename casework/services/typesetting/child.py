"""The process that makes PDFs: reads one JSON order a line, answers with its length and the PDF.

It lives apart because the typesetter never gives memory back; its parent ends it after so many documents.
"""

import json
import sys
from base64 import b64decode
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import fontpkg
import typst

FAMILIES = ("noto-sans", "noto-sans-devanagari")
FAILED = -1


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Make documents until the orders end."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(fontpkg.path(family)).parent) for family in FAMILIES],
    )
    for line in orders:
        try:
            made = compile_order(json.loads(line), fonts)
        except (typst.TypstError, OSError, RuntimeError, ValueError, KeyError) as broken:
            # The reason only: the order's data are somebody's name and gift.
            made = f"{type(broken).__name__}: {str(broken)[:300]}".encode()
            answers.write(f"{FAILED} {len(made)}\n".encode())
        else:
            answers.write(f"0 {len(made)}\n".encode())
        answers.write(made)
        answers.flush()


def compile_order(order: dict[str, Any], fonts: Any) -> bytes:
    """One PDF, tagged for readers of every kind (PDF/UA-1). The data go in as text and stay text."""
    template = Path(order["template"])
    made: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=fonts,
        sys_inputs={"told": json.dumps(order["told"])},
        pdf_standards=["ua-1"],
    )
    return _laid_over(b64decode(order["under"]), made) if "under" in order else made


def _laid_over(paper: bytes, mark: bytes) -> bytes:
    """The pages of a paper under the page of a mark. What they hold stays text, and stays tagged."""
    pdfium: Any = import_module("pypdfium2")  # only here: few papers are marked
    whole, over = pdfium.PdfDocument(paper), pdfium.PdfDocument(mark)
    try:
        wide, high = over[0].get_size()
        layer = over.page_as_xobject(0, whole)
        for page in whole:
            made = layer.as_pageobject()
            right, top = page.get_size()
            made.set_matrix(pdfium.PdfMatrix().translate(right - wide, top - high))
            page.insert_obj(made)
            page.gen_content()
        told = BytesIO()
        whole.save(told)
        return told.getvalue()
    finally:
        over.close()
        whole.close()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
