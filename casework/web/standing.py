"""What a member reads under just now: an emergency access, a declared purpose. From the visit alone, no query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import ceil

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.clock import now
from casework.services.staff.recognise import Staff
from casework.web.emergency.kept import kept
from casework.web.registers.declared import standing_declaration
from casework.web.site import Standing
from casework.web.words import pack_text


def standing_of(staff: Staff) -> Iterator[Standing]:
    """The emergency access and the purpose of this visit, as far as they have not run out."""
    access = kept(staff)
    if access is not None:
        number, until = access
        yield Standing(
            _("Emergency access"),
            until,
            _left(until),
            url_for("emergency.opened", access_id=number),
            url_for("emergency.end", access_id=number),
            urgent=True,
        )
    declared = standing_declaration(staff)
    if declared is not None:
        purpose, until = declared
        label, there = pack_text(purpose.label), url_for("purposes.page")
        yield Standing(label, until, _left(until), there, url_for("purposes.end"))


def _left(until: datetime) -> str:
    """ "43 minutes", rounded up."""
    return ngettext("%(num)s minute", "%(num)s minutes", max(1, ceil((until - now()).total_seconds() / 60)))
