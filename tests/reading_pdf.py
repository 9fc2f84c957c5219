"""What a paper says, page by page."""

import pypdfium2


def words_of(pdf: bytes) -> str:
    """The words of a PDF, in the order they are printed."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
