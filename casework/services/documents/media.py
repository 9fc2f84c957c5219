"""The kinds of file we take, each known by its content and by its name."""

from casework.base.values import Value

MEGABYTE = 1_000_000
MOST_BYTES = 20 * MEGABYTE
"""Of one file."""
MOST_BYTES_OF_CASE = 100 * MEGABYTE
"""Of all files that one applicant adds to one case."""


class Media(Value):
    """A kind of file. `names` are the endings its name may have, the first is the one we give."""

    name: str
    type: str
    names: tuple[str, ...]

    @property
    def is_image(self) -> bool:
        """Whether it is drawn anew before it is kept."""
        return self.type.startswith("image/")


PDF = Media("pdf", "application/pdf", ("pdf",))
JPEG = Media("jpg", "image/jpeg", ("jpg", "jpeg"))
PNG = Media("png", "image/png", ("png",))
HEIC = Media("heic", "image/heic", ("heic", "heif"))
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Media("docx", f"{_OFFICE}.wordprocessingml.document", ("docx",))
XLSX = Media("xlsx", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
ODT = Media("odt", "application/vnd.oasis.opendocument.text", ("odt",))
ODS = Media("ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods",))
TEXT = Media("txt", "text/plain; charset=utf-8", ("txt",))

ALL = (PDF, JPEG, PNG, HEIC, DOCX, ODT, XLSX, ODS, TEXT)


def media_named(ending: str) -> Media | None:
    """The kind whose names end so."""
    return next((media for media in ALL if ending in media.names), None)


def wanted(accept: tuple[str, ...]) -> tuple[Media, ...]:
    """The kinds that a field takes, by its `accept` list; all of them when it has none."""
    named = {media_named(ending.lstrip(".").lower()) for ending in accept}
    return tuple(media for media in ALL if media in named) or ALL


def endings(accept: tuple[str, ...]) -> str:
    """The `accept` attribute of the box for files: `.pdf,.jpg,.jpeg`."""
    return ",".join(f".{ending}" for media in wanted(accept) for ending in media.names)
