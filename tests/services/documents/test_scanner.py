"""The scanner's port, against a scanner of our own; what it finds harmful is not kept."""

import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from casework.base.errors import InvalidInput
from casework.packs import catalog
from casework.services.documents import keep_file as keeping
from casework.services.documents.add_upload import add_upload
from casework.services.documents.keep_file import Sent
from casework.services.documents.scan_file import CLEAN, INFECTED, WAITING, scan_file
from casework.services.drafts.begin_draft import begin_draft
from casework.services.drafts.find_draft import files_of
from casework.store.files import file_store
from tests.factories.tenants import MadeTenant
from tests.services.documents.sample_files import PDF
from tests.services.drafts.test_drafts import office_at

BAD = b"X5O!P%@AP-harmful"


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[str]:
    """Reads INSTREAM as clamd does, and finds BAD."""
    path = str(tmp_path / "clamd.sock")
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen()
    listening.settimeout(20)

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                assert heard.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(heard.read(4), "big"):
                    content += heard.read(size)
                line.sendall(b"stream: Test FOUND\0" if BAD in content else b"stream: OK\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield path
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_the_scanner_says_clean_or_infected(clamd: str) -> None:
    assert scan_file(io.BytesIO(PDF * 5000), clamd) == CLEAN
    assert scan_file(io.BytesIO(PDF + BAD), clamd) == INFECTED
    assert scan_file(io.BytesIO(PDF), "127.0.0.1:9") == WAITING


def test_a_harmful_file_is_refused_and_not_kept(
    app: Flask, northport: MadeTenant, clamd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.extensions, "casework.settings", replace(app.extensions["casework.settings"], clamd=clamd)
    )
    workflow = catalog().workflow("data_change")
    field = workflow.field("evidence")
    with app.app_context():
        office = office_at(northport)
        before = set(file_store().names(northport.id))
        with office.open(office.applicant(uuid4(), workflow.purpose)) as session:
            begin_draft(session, workflow, language="en")
            with pytest.raises(InvalidInput) as refused:
                add_upload(session, field, Sent("bad.pdf", io.BytesIO(PDF + BAD)))
            assert "bad.pdf" in str(refused.value.errors["file"])
            assert set(file_store().names(northport.id)) == before
            add_upload(session, field, Sent("good.pdf", io.BytesIO(PDF)))
            assert [file.scan for file in files_of(session)] == [CLEAN]


def test_a_case_and_a_tenant_have_room_for_so_much(
    app: Flask, northport: MadeTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = catalog().workflow("data_change")
    field = workflow.field("evidence")
    with app.app_context():
        office = office_at(northport)
        with office.open(office.applicant(uuid4(), workflow.purpose)) as session:
            begin_draft(session, workflow, language="en")
            add_upload(session, field, Sent("one.pdf", io.BytesIO(PDF)))
            monkeypatch.setattr(keeping, "MOST_BYTES_OF_CASE", len(PDF) + 10)
            with pytest.raises(InvalidInput) as full:
                add_upload(session, field, Sent("two.pdf", io.BytesIO(PDF)))
            assert "100 MB" in str(full.value.errors["file"])
            monkeypatch.setattr(keeping, "MOST_BYTES_OF_CASE", 10**9)
            monkeypatch.setattr(keeping, "TENANT_MEGABYTES", 0)
            with pytest.raises(InvalidInput):
                add_upload(session, field, Sent("three.pdf", io.BytesIO(PDF)))
