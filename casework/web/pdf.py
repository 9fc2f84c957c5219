"""A PDF as an answer: saved, never shown inside the page, and kept by no one on the way."""

from __future__ import annotations

from flask import Response


def pdf_file(content: bytes, name: str) -> Response:
    """The answer that hands out a PDF under this name."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer
