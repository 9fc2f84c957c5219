"""Take a file in: looked at, made harmless, on the disk before anybody says so."""

from __future__ import annotations

from typing import IO

from flask import current_app

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.services.documents.file_names import ending_of, plain_name, renamed
from casework.services.documents.media import MEGABYTE, MOST_BYTES, MOST_BYTES_OF_CASE, Media, wanted
from casework.services.documents.recognise_file import recognise_file
from casework.services.documents.redraw_image import redraw_image
from casework.services.documents.scan_file import INFECTED, scan_file
from casework.services.office import office_of
from casework.settings import Settings
from casework.store.files import StoredFile, file_store
from casework.store.session import ViewerSession

TENANT_MEGABYTES = 50_000


class Sent(Value):
    """A file as a browser or a program sent it."""

    name: str
    stream: IO[bytes]


class Kept(Value):
    """A file as it was taken in, for the row that will name it."""

    name: str
    media_type: str
    stored: StoredFile
    scan: str


def keep_file(session: ViewerSession, sent: Sent, accept: tuple[str, ...], *, used: int) -> Kept:
    """Store a file for the viewer's tenant; `used` are the bytes this case holds already.

    Raises InvalidInput under `file`, in words that name the file.
    """
    name = plain_name(sent.name)
    _fits(session, sent.stream, name, used)
    media = recognise_file(sent.stream, name, wanted(accept))
    settings: Settings = current_app.extensions["casework.settings"]
    scan = scan_file(sent.stream, settings.clamd)
    if scan == INFECTED:
        said = phrase("Our scanner found something harmful in %(name)s. It was not kept", name=name)
        raise InvalidInput({"file": said})
    content, kind = _harmless(sent.stream, media, name)
    try:
        stored = file_store().keep(office_of(session).tenant.id, content)
    finally:
        if content is not sent.stream:
            content.close()
    told = name if ending_of(name) in kind.names else renamed(name, kind.name)
    return Kept(told, kind.type, stored, scan)


def _harmless(stream: IO[bytes], media: Media, name: str) -> tuple[IO[bytes], Media]:
    if media.is_image:
        return redraw_image(stream, media, name)
    stream.seek(0)
    return stream, media


def _fits(session: ViewerSession, stream: IO[bytes], name: str, used: int) -> None:
    size = stream.seek(0, 2)
    if size > MOST_BYTES:
        said = phrase(
            "%(name)s is %(size)s MB. Choose a file of 20 MB or less", name=name, size=-(-size // MEGABYTE)
        )
        raise InvalidInput({"file": said})
    if used + size > MOST_BYTES_OF_CASE:
        said = phrase(
            "With %(name)s your files are more than 100 MB. Remove one, or add a smaller one", name=name
        )
        raise InvalidInput({"file": said})
    tenant = office_of(session).tenant
    most = tenant.profile.get("storage_mb", TENANT_MEGABYTES)
    if file_store().used(tenant.id) + size > int(most) * MEGABYTE:
        raise InvalidInput({"file": no_room()})


def no_room() -> Sayable:
    """What is said when nothing more can be kept."""
    return phrase("We can’t keep more files at the moment. Send without this one, and bring it to us")
