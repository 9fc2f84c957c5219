"""The words of what people said about being written to."""

from flask_babel import lazy_gettext as _l

from casework.domain.contact_choices import ANY

CHANNEL_WORDS = {
    ANY: _l("Every way"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "text": _l("Text message"),
    "post": _l("Letter by post"),
}
TOPIC_WORDS = {
    ANY: _l("Everything"),
    "appeal": _l("Appeals for gifts"),
    "newsletter": _l("Newsletter"),
    "event": _l("Invitations"),
    "thanks": _l("Thanks"),
    "receipt": _l("Receipts and statements"),
    "named": _l("Being named in lists of thanks"),
    "shared": _l("Passing on the address"),
}
BASIS_WORDS = {
    "spoken": _l("By phone or in person"),
    "written": _l("On paper"),
    "electronic": _l("Online or by e-mail"),
    "import": _l("In a list that was imported"),
}
WHY_WORDS = {
    "deceased": _l("They have died"),
    "said_no": _l("They said no"),
    "said_yes": _l("They said yes"),
    "not_asked": _l("Not asked yet"),
}
