"""Is it a person who sends? Programs fill the box that people do not see, or are done before anybody could read.

Nobody is turned away for it, and nothing typed is lost: whoever raises a doubt is asked to tick one box more, without
scripts, pictures or a third party. What is bound to stop the many is the limit on forms by address.
"""

from uuid import UUID

from flask import current_app, request, session
from flask_babel import gettext as _

from casework.base.clock import now

TRAP, TICK = "homepage", "person"
_DOUBT = "doubt"


def note_trap() -> None:
    """Remember for this visit that the unseen box was filled."""
    if request.form.get(TRAP):
        session[_DOUBT] = True


def person_wanted(draft: UUID) -> dict[str, str]:
    """What to say at the box to tick; nothing where no doubt is, or it is ticked."""
    if request.form.get(TICK) or not (session.get(_DOUBT) or _too_quick(draft)):
        return {}
    return {TICK: _("Tick this box: the form was filled in faster than people do, or by a program")}


def no_more_doubt() -> None:
    """The form is sent: the next one begins anew."""
    session.pop(_DOUBT, None)


def _too_quick(draft: UUID) -> bool:
    """Whether everything was answered within seconds. A draft's id tells when it was begun (UUID version 7)."""
    begun = (draft.int >> 80) / 1000
    seconds: float = current_app.config["QUICKEST_PERSON"]
    return now().timestamp() - begun < seconds
