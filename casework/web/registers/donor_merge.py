"""Two records of one donor, at the desk: looked at side by side, made one, and parted again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.donors.read_donor import read_donor
from casework.services.people.merge_people import FIELDS, merge_people, merges_of, part_people
from casework.services.people.search_people import PersonFound
from casework.services.people.told_apart import told_apart
from casework.web.auth import Page
from casework.web.desk.opening import uuid_or_none
from casework.web.go import go
from casework.web.registers.donor_list_form import donors
from casework.web.registers.person_box import people_meant
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak

__all__ = ["donors"]

LONGEST = 200


@donors.get("/<uuid:person_id>/same")
@guarded("donor.merge")
@asks_purpose
def same(person_id: UUID) -> Page:
    """Who else may be the same, the two side by side, and the records that were made one."""
    only_for("funds")
    other = uuid_or_none(request.args.get("with", ""))
    who = request.args.get("who", "")[:LONGEST]
    with declared_session(needs="contact", writes="contact") as (session, why):
        kept = read_donor(session, person_id)
        gone = read_donor(session, other) if other and other != person_id else None
        found = [one for one in people_meant(session, who) if one.id != person_id] if who else []
        apart = told_apart(session, [*found, PersonFound(person_id, kept.name or "", "", "")])
        merges = merges_of(session, person_id)
        session.commit()
    return render_template(
        "registers/donor_same.html",
        why=why,
        kept=kept,
        gone=gone,
        who=who,
        found=found,
        apart=apart,
        merges=merges,
    )


@donors.post("/<uuid:person_id>/same")
@guarded("donor.merge")
def merge(person_id: UUID) -> Page:
    """They are one."""
    only_for("funds")
    other = uuid_or_none(request.form.get("with", "")) or person_id
    take = [name for name in FIELDS if request.form.get(name) == "other"]
    try:
        with declared_session(needs="contact", writes="contact") as (session, _why):
            merge_people(session, person_id, other, take)
            session.commit()
    except (InvalidInput, Refused) as no:
        said = next(iter(no.sayings.values())) if isinstance(no, InvalidInput) else no.said
        flash(speak(said), "bad")
        return go(url_for("donors.same", person_id=person_id))
    flash(_("The two records are one. You can part them again at any time."), "good")
    return go(url_for("donors.page", person_id=person_id))


@donors.post("/same/<uuid:merge_id>/part")
@guarded("donor.merge")
def part(merge_id: UUID) -> Page:
    """They are two after all."""
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="contact") as (session, _why):
            kept = part_people(session, merge_id)
            session.commit()
    except Refused as no:
        flash(speak(no.said), "bad")
        return go(url_for("donors.lists"))
    flash(_("The records stand apart again. What came since stays where it was entered."), "good")
    return go(url_for("donors.same", person_id=kept))
