"""Mails to those who follow public requests: whether they meant it, and the news. Nothing but what is published."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.errors import NotFound
from casework.models import Follower, Letter, PublicRequest
from casework.services.mail.message import Mail
from casework.services.office import office_of
from casework.services.requests.follow import CONFIRM, NEWS, token_of
from casework.services.requests.public_list import PublicView, Wish, public_requests
from casework.services.tenants.addresses import canonical_url
from casework.store.session import ViewerSession

FOLLOWER_MAILS = (CONFIRM, NEWS)


def write_to_follower(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail; None when the wish or the request is gone, or no longer published."""
    follower = session.scalar(select(Follower).where(Follower.id == UUID(str(letter.values["follower"]))))
    if follower is None or not letter.address:
        return None
    if letter.template == CONFIRM:
        return _confirm(session, letter, follower, key)
    view = _view(session, UUID(str(letter.values["request"])))
    return _news(session, letter, follower, view, key) if view and follower.confirmed_at else None


def _confirm(session: ViewerSession, letter: Letter, follower: Follower, key: str) -> Mail | None:
    tenant = office_of(session).tenant
    token = token_of(tenant.id, follower.id)
    link = canonical_url(tenant, "requests.confirm_page", follower=follower.id, token=token)
    words = [
        _(
            "Somebody, perhaps you, wants news about %(what)s by mail.",
            what=_about(session, letter, follower),
        ),
        _("If it was you, say yes here: %(link)s", link=link),
        _("If not, do nothing. Without a yes we write no more and forget this address after seven days."),
        tenant.name,
    ]
    subject = _("Do you want news from %(office)s?", office=tenant.name)
    return Mail(letter.address or "", subject, "\n\n".join(words) + "\n", letter.language, key)


def _news(session: ViewerSession, letter: Letter, follower: Follower, view: PublicView, key: str) -> Mail:
    tenant, lang = office_of(session).tenant, letter.language
    token = token_of(tenant.id, follower.id)
    stop = canonical_url(tenant, "requests.stop_page", follower=follower.id, token=token)
    where = view.row.place or view.area
    what = f"{view.label.text(lang)}, {where}" if where else view.label.text(lang)
    words = [
        what,
        view.state.public_label.text(lang),
        *([view.row.message] if view.row.message else []),
        _("Read it here: %(link)s", link=canonical_url(tenant, "requests.one", number=view.number)),
        _("No more news? %(link)s", link=stop),
        tenant.name,
    ]
    subject = _("News of %(number)s: %(state)s", number=view.number, state=view.state.public_label.text(lang))
    return Mail(letter.address or "", subject, "\n\n".join(words) + "\n", lang, key, stop=stop)


def _about(session: ViewerSession, letter: Letter, follower: Follower) -> str:
    if follower.request_id is not None and (view := _view(session, follower.request_id)):
        return f"{view.label.text(letter.language)} ({view.number})"
    return _("what is reported at %(office)s", office=office_of(session).tenant.name)


def _view(session: ViewerSession, request: UUID) -> PublicView | None:
    number = session.scalar(select(PublicRequest.number).where(PublicRequest.id == request))
    try:
        found = public_requests(session, Wish(numbers=(number,)), most=1).views if number else ()
    except NotFound:
        return None
    return found[0] if found else None
