"""Whether few or all who work here know the donor's name: said by the donor on their own page."""

from __future__ import annotations

from flask import Response
from flask_babel import force_locale
from flask_babel import gettext as _

from casework.services.own_giving.change_own import keep_own_name
from casework.services.own_giving.read_own import own_id
from casework.services.people.hidden_names import code_of
from casework.store.session import ViewerSession
from casework.web.own_giving.acting import done
from casework.web.own_giving.door import everybody, giving_office, own_giving


@own_giving.post("/giving/name/hide")
@everybody
def hide_name() -> Response:
    """Keep the name to few."""

    def hide(session: ViewerSession) -> None:
        with force_locale(giving_office().tenant.language):
            shown = _("Anonymous donor %(code)s", code=code_of(own_id(session)))
        keep_own_name(session, few=True, shown=shown)

    return done(hide, lambda: _("Your name is hidden from now on."))


@own_giving.post("/giving/name/show")
@everybody
def show_name() -> Response:
    """Show it again."""
    return done(
        lambda session: keep_own_name(session, few=False, shown=""), lambda: _("Your name is shown again.")
    )
