"""Enter a fax or a letter that lies on the table: scanned, with the day it came. Its clock begins then."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.base.ids import new_secret
from casework.base.phrases import Sayable, phrase
from casework.policy.guard import guarded
from casework.services.documents.media import MOST_BYTES
from casework.services.inbound.keep_scan import ACCEPT, Scan, keep_scan
from casework.web.auth import Page
from casework.web.go import go
from casework.web.post.came import came_at
from casework.web.post.opening import opening_post
from casework.web.post.post_words import CHANNELS
from casework.web.words import told

taking = Blueprint("post_take", __name__)
PAPER_CHANNELS = ("letter", "fax")


@taking.get("/new")
@guarded("post.sort")
def page() -> str:
    """The form."""
    return _page({})


@taking.post("/new")
@guarded("post.sort")
def take() -> Page:
    """Keep it."""
    try:
        item = _keep()
    except InvalidInput as wrong:
        return _page(told(wrong)), wrong.status
    flash(_("Taken in. Now say what becomes of it."), "good")
    return go(url_for("post.one", item_id=item))


def _keep() -> UUID:
    form, sent = request.form, request.files.get("file")
    wrong: dict[str, Sayable] = {}
    channel = form.get("channel", "")
    if channel not in PAPER_CHANNELS:
        wrong["channel"] = phrase("Choose how it came")
    at = came_at()
    if at is None:
        wrong["came"] = phrase("Enter a day that exists and is not in the future")
    if sent is None or not sent.filename:
        wrong["file"] = phrase("Choose the file")
    content = sent.stream.read(MOST_BYTES + 1) if sent else b""
    if len(content) > MOST_BYTES:
        wrong["file"] = phrase("Choose a file of 20 MB or less")
    if wrong or sent is None or at is None:
        raise InvalidInput(wrong)
    told_of = {
        "subject": form.get("subject", "")[:200].strip(),
        "sender": form.get("sender", "")[:200].strip(),
    }
    scan = Scan(channel, "desk", at, sent.filename or "", BytesIO(content), **told_of)
    with opening_post() as session:
        item = keep_scan(session, scan, again=new_secret(), refuse=True)
        session.commit()
    return item


def _page(errors: dict[str, str]) -> str:
    return render_template(
        "post/new.html",
        channels=[{"value": name, "label": CHANNELS[name]} for name in PAPER_CHANNELS],
        accept=",".join(f".{ending}" for ending in (*ACCEPT, "jpeg")),
        typed=request.form,
        errors=errors,
    )
