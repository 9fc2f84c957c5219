"""Members: who works here, with which titles; invite, change, take away and give back access."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.packs import catalog
from casework.policy.guard import guarded
from casework.services.staff.change_member import give_titles, restore_member, revoke_member
from casework.services.staff.invite_member import invite_member
from casework.services.staff.list_members import MemberRow, list_members, read_member
from casework.services.staff.present import current_staff, current_tenant
from casework.store.identity import identity_session
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.frame import OFFICE, desk_door, title_labels
from casework.web.go import go
from casework.web.words import speak, told

members = Blueprint("members", __name__)
desk_door(OFFICE, _l("Members"), "members.page", "member.list", order=20)


@members.get("/")
@guarded("member.list")
def page() -> str:
    """Everybody who has an account here."""
    with identity_session() as identity:
        rows = list_members(identity, current_tenant().id, language=_language())
    columns = [
        Column(_("Name")),
        Column(_("E-mail")),
        Column(_("Titles")),
        Column(_("Access")),
        Column(_("Last here")),
    ]
    titles = {row.id: title_labels(current_tenant(), row.titles, _language()) for row in rows}
    return render_template(
        "admin/members.html",
        members=rows,
        titles=titles,
        columns=columns,
        admin_tabs=admin_tabs("members.page"),
    )


@members.get("/invite")
@guarded("member.invite", fresh=True)
def invite_page() -> str:
    """Who is it?"""
    return _invite_form({"language": current_tenant().language})


@members.post("/invite")
@guarded("member.invite", fresh=True)
def invite() -> Page:
    """An account that waits, and a mail with a link."""
    form = request.form
    try:
        with identity_session() as identity:
            user = invite_member(
                identity,
                current_tenant(),
                email=form.get("email", ""),
                name=form.get("name", ""),
                titles=form.getlist("titles"),
                language=form.get("language", ""),
                actor=current_staff().id,
            )
            identity.commit()
    except InvalidInput as wrong:
        return _invite_form(form.to_dict(), told(wrong), form.getlist("titles")), wrong.status
    flash(_("An invitation is on its way to %(email)s.", email=user.email), "good")
    return go(url_for("members.page"))


@members.get("/<uuid:user_id>")
@guarded("member.invite", fresh=True)
def member_page(user_id: UUID) -> str:
    """One member: titles and access."""
    return _member_page(user_id)


@members.post("/<uuid:user_id>/titles")
@guarded("member.invite", fresh=True)
def titles(user_id: UUID) -> Page:
    """Exactly these titles from the next request on."""
    try:
        with identity_session() as identity:
            user = give_titles(
                identity, current_tenant(), user_id, request.form.getlist("titles"), actor=current_staff().id
            )
            identity.commit()
    except (InvalidInput, Refused) as wrong:
        return _member_page(user_id, wrong), wrong.status
    flash(
        _("The titles of %(name)s are changed. They sign in again with their next step.", name=user.name),
        "good",
    )
    return go(url_for("members.page"))


@members.post("/<uuid:user_id>/revoke")
@guarded("member.invite", fresh=True)
def revoke(user_id: UUID) -> Page:
    """Out, at the next request."""
    try:
        with identity_session() as identity:
            user = revoke_member(identity, current_tenant(), user_id, actor=current_staff().id)
            identity.commit()
    except Refused as wrong:
        return _member_page(user_id, wrong), wrong.status
    flash(_("%(name)s has no access any more.", name=user.name), "good")
    return go(url_for("members.page"))


@members.post("/<uuid:user_id>/restore")
@guarded("member.invite", fresh=True)
def restore(user_id: UUID) -> Response:
    """Access again, with the titles of before."""
    with identity_session() as identity:
        user = restore_member(identity, current_tenant(), user_id, actor=current_staff().id)
        identity.commit()
    flash(_("%(name)s has access again.", name=user.name), "good")
    return go(url_for("members.page"))


def _member_page(user_id: UUID, wrong: CaseworkError | None = None) -> str:
    with identity_session() as identity:
        member: MemberRow = read_member(identity, current_tenant().id, user_id)
    return render_template(
        "admin/member.html",
        member=member,
        choices_of_titles=_title_choices(),
        error=speak(wrong.said) if isinstance(wrong, Refused) else None,
        admin_tabs=admin_tabs("members.page"),
    )


def _invite_form(
    typed: dict[str, str], errors: dict[str, str] | None = None, chosen: list[str] | None = None
) -> str:
    return render_template(
        "admin/invite.html",
        told=typed,
        errors=errors or {},
        chosen=chosen or [],
        choices_of_titles=_title_choices(),
        languages=current_tenant().languages,
        admin_tabs=admin_tabs("members.page"),
    )


def _title_choices() -> list[dict[str, str]]:
    """The titles of this kind of office, with what each lets its holder do."""
    kind, language = catalog().kind(current_tenant().kind), _language()
    return [
        {
            "value": title.name,
            "label": title.label.text(language),
            "hint": "; ".join(
                kind.duties[duty].text(language) for duty in sorted(title.duties) if duty in kind.duties
            ),
        }
        for title in kind.titles.values()
    ]


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else current_tenant().language
