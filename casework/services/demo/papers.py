"""The demo's papers: one page with what such a paper says, drawn the same each time. Made-up people only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from casework.packs import Field, Workflow
from casework.packs.field_kinds import Asking, show_answer

_TOLD = (
    *("vin", "plate", "seller_name", "buyer_name", "sale_date", "price", "odometer", "id_kind"),
    *("donor_name", "amount", "category", "subject", "now_says", "should_say", "name"),
)
"""Answers that a paper of a case repeats, in this order."""
_MOST = 7
_PAGE = (
    "0.93 0.95 0.94 rg 28 28 364 242 re f 1 1 1 rg 36 36 348 226 re f 0.35 0.42 0.40 RG 36 36 348 226 re S"
)


def paper(workflow: Workflow, field: Field, answers: Mapping[str, Any], office: str) -> bytes:
    """A PDF that looks like the paper a field asks for, with the case's own facts on it."""
    asking = Asking()
    named = {one.name: one for one in workflow.fields}
    lines = [
        (named[name].name_text("en"), str(show_answer(named[name], answers[name], asking)))
        for name in _TOLD
        if name in named and answers.get(name) not in (None, "", [])
    ]
    return _pdf(_drawn(field.name_text("en"), lines[:_MOST], office))


def letter(title: str, lines: Iterable[tuple[str, str]], office: str) -> bytes:
    """A PDF that looks like a paper of another office: a heading, and what it says line by line."""
    return _pdf(_drawn(title, lines, office))


def _drawn(title: str, lines: Iterable[tuple[str, str]], office: str) -> str:
    """What is on the page, in the words of PDF: a frame, a heading, a line for each fact, and that it is a sample."""
    said = [_PAGE, _text(52, 236, 15, title.upper()), _text(52, 220, 9, office), "52 212 m 368 212 l S"]
    for place, (term, value) in enumerate(lines):
        height = 192 - 20 * place
        said += [_text(52, height, 8, term), _text(170, height, 10, value.split("\n")[0])]
    said.append(_text(52, 46, 8, "Sample paper of the demonstration. Nobody has these names."))
    return "\n".join(said)


def _text(x: int, y: int, size: int, words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.replace("đ", "d").replace("Đ", "D"))
    ascii_only = plain.encode("ascii", "ignore").decode()[:60].strip() or "(see the application)"
    safe = ascii_only.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"0.1 0.13 0.12 rg BT /F1 {size} Tf {x} {y} Td ({safe}) Tj ET"


def _pdf(drawn: str) -> bytes:
    """A file of one page, with a table of where its parts begin."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 298]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        f"<</Length {len(drawn)}>>\nstream\n{drawn}\nendstream",
        font,
    ]
    made, starts = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        starts.append(len(made))
        made += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    return (
        f"{made}{end}trailer\n<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF\n".encode()
    )
