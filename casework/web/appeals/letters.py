"""Letters of an appeal by post: made by a job, read as files for the printer."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for
from flask_babel import gettext as _

from casework.base.errors import Refused
from casework.policy.guard import guarded
from casework.services.appeals.print_letters import start_printing
from casework.services.appeals.read_letters import read_letters
from casework.web.appeals.files import campaigns
from casework.web.auth import Page
from casework.web.go import go
from casework.web.pdf import pdf_file
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak

__all__ = ["campaigns"]


@campaigns.post("/appeals/<uuid:appeal_id>/letters")
@guarded("appeal.make", fresh=True)
def print_them(appeal_id: UUID) -> Page:
    """Make its letters, as wishes and addresses are now."""
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            start_printing(session, appeal_id)
            session.commit()
    except Refused as no:
        flash(speak(no.said), "bad")
    else:
        flash(_("The letters are being made. You can leave this page."), "good")
    return go(url_for("campaigns.appeal", appeal_id=appeal_id))


@campaigns.get("/letters/<uuid:letter_file>")
@guarded("register.export", fresh=True)
@asks_purpose
def letters(letter_file: UUID) -> Page | Response:
    """A file of letters, as it was made."""
    only_for("funds")
    with declared_session(needs="contact") as (session, _why):
        content, place = read_letters(session, letter_file)
        session.commit()
    return pdf_file(content, f"appeal-letters-{place}.pdf")
