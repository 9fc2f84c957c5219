"""Photos that were released, for everybody."""

from __future__ import annotations

from uuid import UUID

from flask import Response, send_file
from sqlalchemy import select

from casework.base.errors import NotFound
from casework.models import PublicPhoto
from casework.store.files import file_store
from casework.web.public.door import office_here
from casework.web.requests.door import as_visitor, everybody, requests

KEPT = 3600


@requests.get("/photos/<uuid:photo>")
@everybody
def photo(photo: UUID) -> Response:
    """The picture, drawn anew when it came in: nothing stands in it but its pixels."""
    with as_visitor() as session:
        row = session.execute(
            select(PublicPhoto.store_name, PublicPhoto.media_type).where(PublicPhoto.id == photo)
        ).one_or_none()
        session.commit()
    path = file_store().path(office_here().tenant.id, row.store_name) if row else None
    if row is None or path is None or not path.exists():
        raise NotFound
    answer = send_file(path, mimetype=row.media_type, conditional=False, etag=False, max_age=KEPT)
    assert isinstance(answer, Response)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = f"private, max-age={KEPT}"
    return answer
