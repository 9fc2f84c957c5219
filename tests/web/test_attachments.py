"""How a file is given out: to be saved under its own name, as what it is, and never to run among our pages."""

from pathlib import Path

import pytest

from casework.services.documents.media import ALL, Media
from casework.services.documents.open_document import OpenedFile
from casework.web.attachments import attachment
from tests.web.sample_app import sample_app


@pytest.mark.parametrize("media", ALL, ids=lambda media: media.names[0])
def test_every_kind_is_an_attachment_of_its_own_type_in_a_sandbox(tmp_path: Path, media: Media) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"whatever it holds")
    file = OpenedFile(path=path, name=f"paper.{media.names[0]}", media_type=media.type)
    with sample_app().test_request_context("/"):
        answer = attachment(file)
        told = answer.headers
        answer.close()
    assert told.getlist("Content-Type") == [media.type]
    assert told["Content-Disposition"] == f"attachment; filename=paper.{media.names[0]}"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Content-Security-Policy"] == "sandbox; default-src 'none'"
