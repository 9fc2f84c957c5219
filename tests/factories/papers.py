"""Papers as an office has them: a PDF with words in its text, in what it says of itself and in a note on the page."""

TITLE = "CNRY-title"


def pdf(*lines: str) -> bytes:
    """A PDF with a page for each line, the line at its top."""
    numbers = [5 + 3 * at for at in range(len(lines))]
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(lines), b" ".join(b"%d 0 R" % one for one in numbers)),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: f"<</Title({TITLE})/Author(CNRY-author)>>".encode(),
    }
    for number, line in zip(numbers, lines, strict=True):
        drawn = f"BT /F 18 Tf 72 720 Td ({line}) Tj ET".encode()
        parts[number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R/Annots[%d 0 R]>>" % (number + 1, number + 2)
        )
        parts[number + 1] = b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn)
        parts[number + 2] = b"<</Type/Annot/Subtype/Text/Rect[9 9 20 20]/Contents(CNRY-note)>>"
    body = b"".join(b"%d 0 obj%b endobj\n" % (number, part) for number, part in sorted(parts.items()))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Info 4 0 R>>\n"
