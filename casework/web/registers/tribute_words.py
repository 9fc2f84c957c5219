"""Notices of gifts in honour or memory in words: states, ways, why somebody was not told."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.services.tributes.list_notices import NoticeView
from casework.web.registers.thanks_words import REASONS as WHY
from casework.web.registers.thanks_words import WAYS

VIEWS = {"pending": _l("To tell"), "sent": _l("Told"), "suppressed": _l("Not told")}
KINDS = {"honor": _l("In honor of"), "memory": _l("In memory of")}
REASONS = WHY | {
    "do_not_contact": _l("Wants no contact, or has died"),
    "said_no": _l("Wants neither e-mails nor letters"),
    "by_hand": _l("Somebody said that they are not told"),
}


def notice_tag(view: NoticeView) -> tuple[str, str, str]:
    """What became of it: word, tone, shape."""
    if view.status == "sent":
        return str(WAYS.get(view.how or "", VIEWS["sent"])), "good", "check"
    if view.status == "suppressed":
        return str(VIEWS["suppressed"]), "idle", "square"
    if view.wanted is not None:
        return _("Being written to"), "info", "half"
    return str(VIEWS["pending"]), "info", "ring"
