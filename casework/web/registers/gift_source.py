"""Saying what brought a gift, after it was recorded."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request, url_for
from flask_babel import gettext as _

from casework.policy.guard import guarded
from casework.services.appeals.name_source import name_source
from casework.web.auth import Page
from casework.web.go import go
from casework.web.registers.gift_page import gifts
from casework.web.registers.reading import declared_session, only_for
from casework.web.registers.source_box import read_source

__all__ = ["gifts"]


@gifts.post("/<uuid:gift_id>/source")
@guarded("gift.attribute")
def source(gift_id: UUID) -> Page:
    """Name the campaign or the appeal, another, or none."""
    only_for("funds")
    chosen = read_source(request.form.get("source", "")[:60])
    with declared_session(needs="financial", writes="internal") as (session, _why):
        name_source(session, gift_id, chosen)
        session.commit()
    flash(_("It is noted what brought the gift."), "good")
    return go(url_for("gifts.one", gift_id=gift_id))
