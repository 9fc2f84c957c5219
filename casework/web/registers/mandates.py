"""Telling the bank of accounts that donors corrected: in a file, for a purpose of its own."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.errors import Refused
from casework.policy.guard import guarded
from casework.services.pledges.mandates import accounts_to_tell, make_mandates, mandate_file, mandate_files
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.go import go
from casework.web.registers.collections import collections, text_file
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_text

__all__ = ["collections"]


@collections.get("/accounts")
@guarded("collection.run")
@asks_purpose
def accounts() -> Page:
    """Accounts that the bank does not know yet, and the files that told it of others."""
    only_for("funds")
    with declared_session(needs="sealed", writes="financial") as (session, why):
        told, files = accounts_to_tell(session), mandate_files(session)
        session.commit()
    return render_template(
        "registers/mandates.html",
        accounts=told,
        files=files,
        why=why,
        columns=[Column(_("Pledge")), Column(_("Account")), Column(_("Since"))],
        file_columns=[Column(_("File")), Column(_("Made")), Column(_("Accounts"), num=True)],
    )


@collections.post("/accounts")
@guarded("collection.run")
def tell() -> Page:
    """Make the file."""
    only_for("funds")
    try:
        with declared_session(needs="sealed", writes="financial") as (session, _why):
            told = len(accounts_to_tell(session))
            make_mandates(session)
            session.commit()
    except Refused as wrong:
        flash(refusal_text(wrong), "bad")
    else:
        said = ngettext("The file tells of %(num)s account.", "The file tells of %(num)s accounts.", told)
        flash(said, "good")
    return go(url_for("collections.accounts"))


@collections.get("/accounts/<uuid:told_id>")
@guarded("collection.run")
@asks_purpose
def accounts_file(told_id: UUID) -> Page:
    """The file for the bank, the same bytes each time."""
    only_for("funds")
    with declared_session(needs="sealed") as (session, _why):
        name, content = mandate_file(session, told_id)
        session.commit()
    return text_file(f"accounts-{name}", content)
