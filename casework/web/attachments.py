"""Files given out: to be saved, never to be run or shown inside our pages."""

from flask import Response, send_file

from casework.services.documents.open_document import OpenedFile


def attachment(file: OpenedFile) -> Response:
    """The file as an attachment under its own name (RFC 6266), in a sandbox of its own."""
    answer = send_file(
        file.path,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        conditional=False,
        etag=False,
        max_age=0,
    )
    assert isinstance(answer, Response)
    answer.headers["Content-Type"] = (
        file.media_type
    )  # as it is kept: for texts, Flask would add a second charset
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
