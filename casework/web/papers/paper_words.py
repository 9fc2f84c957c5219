"""Papers in words: what each is, and why one no longer holds."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.models.issued_paper import LETTER, RELEASE, TITLE
from casework.packs import Workflow
from casework.packs.placeholders import PLACE
from casework.web.words import pack_text

_AT_THE_END = re.compile(r"(?<=[?!])\s+…$|\s*[,:–]\s*…$")
"""What a sentence is whole without."""
PAPERS = {TITLE: _l("Certificate of title"), RELEASE: _l("Receipt of release of liability")}
ENDS = {
    "reissued": _l("A newer print took its place"),
    "superseded": _l("A newer title took its place"),
    "withdrawn": _l("Withdrawn"),
}


def paper_word(kind: str, template: str, workflow: Workflow) -> str:
    """What a paper is called on pages; a letter by its subject, with dots where something is filled in."""
    if kind != LETTER:
        return str(PAPERS[kind])
    known = next((one for one in workflow.letters if one.name == template), None)
    return _("Letter: %(what)s", what=_subject(pack_text(known.subject))) if known else _("Letter")


def _subject(words: str) -> str:
    """A subject for a list, where nothing is filled in: “We need something for …”, “The vehicle is yours”."""
    return _AT_THE_END.sub("", PLACE.sub("…", words))
