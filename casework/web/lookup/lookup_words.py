"""What can be given about somebody, and why a request is refused, in words."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casework.models.lookup import GIVEN, REFUSED

FIELDS = {
    "name": _l("Name"),
    "address": _l("Address"),
    "birth_date": _l("Birth date"),
    "numbers": _l("Kinds of numbers on file"),
}
RESULTS = {GIVEN: lazy_pgettext("look-ups", "Given"), REFUSED: _l("Refused")}
REASONS = {
    "no_use": _l("The use is none of those the law lists"),
    "no_proof": _l("The use is not shown by papers"),
    "no_consent": _l("The person did not agree"),
    "not_found": _l("The register says nothing about that day"),
    "other": _l("Another reason"),
}
FORMS = {"written": _l("Written and signed"), "electronic": _l("Signed electronically")}


def reason_words(stored: str) -> str:
    """Why a request was refused, as it is stored (`no_consent: …`), in words."""
    code, _colon, words = stored.partition(": ")
    return f"{REASONS[code]}. {words}" if code in REASONS else stored
