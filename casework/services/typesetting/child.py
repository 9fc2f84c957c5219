"""The process that makes PDFs: reads one JSON order a line, answers with its length and the PDF.

It lives apart because the typesetter never gives memory back; its parent ends it after so many documents.
"""

import json
import sys
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
        except (typst.TypstError, OSError, ValueError, KeyError) as broken:
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
    return made


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
