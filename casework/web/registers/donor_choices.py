"""What a donor wishes: whether their name is kept to few, and what they may be written to about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.values import Value
from casework.domain.contact_choices import CHANNELS, TOPICS, do_not_contact, standing
from casework.policy.guard import guarded
from casework.services.donors.contact_choices import ChoiceView, NewChoice, choices_of, record_choice
from casework.services.people.hidden_names import code_of, hide_name, may_hide, show_name
from casework.services.people.read_person import read_person
from casework.web.auth import Page
from casework.web.desk.opening import this_office
from casework.web.formats import plain_day
from casework.web.formats import today as this_day
from casework.web.go import go
from casework.web.registers.donor_choices_words import BASIS_WORDS, CHANNEL_WORDS, TOPIC_WORDS, WHY_WORDS
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.recognition import donors
from casework.web.words import speak, told

__all__ = ["donors"]

LONGEST = 400


class Cell(Value):
    """What counts now for a topic on a channel, and why."""

    allowed: bool
    why: str


class Wishes(Value):
    """What a donor's wishes come to: topic → a cell for each channel; whether they want to hear nothing at all."""

    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    never: str | None


def wishes_of(said: tuple[ChoiceView, ...], *, deceased: bool) -> Wishes:
    """The table of what may be sent, in words."""
    choices = [one.choice for one in said]
    rows = []
    for topic in TOPICS[1:]:
        found = [standing(choices, channel, topic, deceased=deceased) for channel in CHANNELS[1:]]
        cells = tuple(
            Cell(one.allowed, _why(one.why, one.choice.said_on if one.choice else None)) for one in found
        )
        rows.append((str(TOPIC_WORDS[topic]), cells))
    never = do_not_contact(choices)
    return Wishes(tuple(rows), plain_day(never.said_on) if never else None)


@donors.get("/<uuid:person_id>/wishes")
@guarded("donor.choices")
@asks_purpose
def wishes(person_id: UUID) -> Page:
    """What they may be written to about, what they said and when, and a form for what they say now."""
    return _drawn(person_id)


@donors.post("/<uuid:person_id>/wishes")
@guarded("donor.choices")
def say(person_id: UUID) -> Page:
    """They said something new."""
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            record_choice(session, person_id, _asked())
            session.commit()
    except InvalidInput as wrong:
        return _drawn(person_id, wrong), wrong.status
    flash(_("Their wish is on record, and is heeded from now on."), "good")
    return go(url_for("donors.wishes", person_id=person_id))


@donors.post("/<uuid:person_id>/name/hide")
@guarded("donor.hide")
def hide(person_id: UUID) -> Page:
    """Keep the name to few."""
    with force_locale(this_office().tenant.language):
        shown = _("Anonymous donor %(code)s", code=code_of(person_id))
    act = partial(hide_name, shown=shown)
    return _name(person_id, act, _("From now on only those who look after donors see who this is."))


@donors.post("/<uuid:person_id>/name/show")
@guarded("donor.hide")
def show(person_id: UUID) -> Page:
    """Show it again."""
    return _name(person_id, show_name, _("Their name is shown again."))


def _name(person_id: UUID, act: Callable[..., None], said: str) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="contact") as (session, _why):
            act(session, person_id)
            session.commit()
    except Refused as no:
        flash(speak(no.said), "bad")
    else:
        flash(said, "good")
    return go(url_for("donors.wishes", person_id=person_id))


def _drawn(person_id: UUID, wrong: InvalidInput | None = None) -> str:
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        if not session.viewer.access.may_read("internal"):
            raise PurposeRequired
        view = read_person(session, person_id)
        if view.name is None:
            raise NotFound
        said = choices_of(session, person_id)
        hides = may_hide(session)
        session.commit()
    return render_template(
        "registers/wishes.html",
        view=view,
        why=why,
        said=said,
        wishes=wishes_of(said, deceased=view.deceased_on is not None),
        words={"channel": CHANNEL_WORDS, "topic": TOPIC_WORDS, "basis": BASIS_WORDS},
        hides=hides,
        errors=told(wrong) if wrong else {},
        typed=request.form,
        day=this_day(),
    )


def _why(why: str, on: date | None) -> str:
    said = str(WHY_WORDS[why])
    return _("%(what)s on %(day)s", what=said, day=plain_day(on)) if on else said


def _asked() -> NewChoice:
    form = {
        name: request.form.get(name, "")[:LONGEST]
        for name in ("channel", "topic", "answer", "basis", "evidence")
    }
    if form["answer"] not in ("yes", "no"):
        raise InvalidInput({"answer": _("Choose yes or no")})
    return NewChoice(
        form["channel"], form["topic"], form["answer"] == "yes", _said_on(), form["basis"], form["evidence"]
    )


def _said_on() -> date:
    try:
        return date(*(int(request.form.get(f"said_on-{part}", "")[:8]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        raise InvalidInput({"said_on": _("Enter a day that exists, with its year")}) from None
