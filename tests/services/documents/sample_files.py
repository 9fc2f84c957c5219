"""Files to send: good ones of every kind, and hostile ones."""

import io
import zipfile

import pillow_heif
from PIL import Image

SECRET = b"GPS-CNRY-place"


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), *, exif: bool = True) -> bytes:
    """A small picture that carries where it was taken."""
    pillow_heif.register_heif_opener()
    image, out = Image.new("RGB", size, "teal"), io.BytesIO()
    told = Image.Exif()
    told[0x010E] = SECRET.decode()  # ImageDescription
    image.save(out, form, **({"exif": told.tobytes()} if exif and form != "PNG" else {}))
    return out.getvalue()


def archive(parts: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def word(main: str = "word/document.xml", **more: bytes) -> bytes:
    """The outside of a Word file."""
    return archive({"[Content_Types].xml": b"<Types/>", main: b"<w/>", **more})


def open_document(kind: str) -> bytes:
    """The outside of an OpenDocument file."""
    return archive(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<o/>"}
    )


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GOOD = {
    "title.pdf": PDF,
    "photo.jpg": picture(),
    "photo.JPEG": picture(),
    "scan.png": picture("PNG"),
    "phone.heic": picture("HEIF"),
    "letter.docx": word(),
    "sheet.xlsx": word("xl/workbook.xml"),
    "letter.odt": open_document("text"),
    "sheet.ods": open_document("spreadsheet"),
    "note.txt": "Xin chào, đây là giấy tờ.\n".encode(),
}
BOMB = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(30_000_000)})
BAD = {
    "empty.pdf": b"",
    "page.html": b"<script>alert(1)</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "no_ending": PDF,
    "photo.jpg": PDF,
    "title.pdf": b"<html>%PDF-1.7",
    "note.txt": b"MZ\x90\x00\x03",
    "drawing.txt": b"\xff\xfe<\x00s\x00v\x00g\x00",
    "letter.docx": archive({"readme.txt": b"not a letter"}),
    "macro.docx": word(**{"word/vbaProject.bin": b"MZ"}),
    "bomb.docx": BOMB,
    "traversal.docx": word(**{"../../etc/passwd": b"x"}),
    "sheet.xlsx": word(),
    "letter.odt": open_document("spreadsheet"),
    "broken.png": picture("PNG")[:60],
    "broken.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40,
    "film.heic": b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp41" + b"\x00" * 64,
}
