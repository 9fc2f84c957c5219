"""Reads all text out of a file, in a process of its own with little memory and time. Run by path; imports nothing.

Standard input: the file. Standard output: its text, with what a reader does not see: comments, tracked changes, hidden
sheets, and what it says of itself. Argument: the kind of file. Exit status 4: it can't be read.
"""

import io
import re
import resource
import sys
import zipfile
from importlib import import_module
from typing import Any

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 30
MOST_BYTES = 300_000_000
CANNOT = 4


def main(kind: str) -> int:
    """Read and write."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses a limit below what the loaded libraries map
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    content = sys.stdin.buffer.read()
    try:
        text = _pdf(content) if kind == "application/pdf" else _other(content)
    except (OSError, ValueError, MemoryError, RuntimeError, zipfile.BadZipFile):
        return CANNOT
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


def _pdf(content: bytes) -> str:
    pdfium: Any = import_module("pypdfium2")  # only here: other kinds of file need not load it
    document = pdfium.PdfDocument(content)
    told = [str(value) for value in document.get_metadata_dict().values()]
    pages = [page.get_textpage().get_text_bounded() for page in document]
    names = (
        [item.get_name() for item in document.get_attachment_list()]
        if hasattr(document, "get_attachment_list")
        else []
    )
    return "\n".join([*told, *names, *pages])


def _other(content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            return ""
        parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    return "\n".join(re.sub(r"<[^>]*>", "", part.decode("utf-8", "replace")) for part in parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
