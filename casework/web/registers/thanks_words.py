"""Thanks in words: states, ways, why somebody was not thanked."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.services.thanks.list_thanks import ThanksView

VIEWS = {
    "due": _l("To thank"),
    "sending": _l("Being written to"),
    "thanked": _l("Thanked"),
    "none": _l("No thanks"),
}
WAYS = {
    "email": _l("By e-mail"),
    "letter": _l("By letter"),
    "phone": _l("By phone"),
    "person": _l("In person"),
}
WANTED = {
    "auto": _l("By e-mail where we can, else by letter"),
    "email": _l("By e-mail only"),
    "letter": _l("By letter only"),
}
REASONS = {
    "do_not_contact": _l("Wants no contact"),
    "no_email": _l("Has no e-mail address"),
    "no_address": _l("Has no postal address"),
    "not_by_email": _l("Wants no e-mail"),
    "not_by_letter": _l("Wants no letters"),
    "no_way": _l("Can be reached neither by e-mail nor by letter"),
    "mail_failed": _l("The e-mail could not be delivered"),
    "gift_gone": _l("The gift was taken back"),
    "too_late": _l("The gift came long before it was recorded"),
    "regular": _l("One more of a recurring gift"),
    "by_hand": _l("Somebody said that none are needed"),
}


def promise_tag(view: ThanksView) -> tuple[str, str, str]:
    """When it was promised or what became of it: word, tone, shape."""
    if view.status == "thanked":
        return str(WAYS.get(view.how or "", VIEWS["thanked"])), "good", "check"
    if view.status == "sending":
        return str(VIEWS["sending"]), "info", "half"
    if view.status == "none":
        return str(VIEWS["none"]), "idle", "square"
    if view.late:
        return ngettext("%(num)s day late", "%(num)s days late", view.late), "bad", "up"
    return _("On time"), "info", "ring"
