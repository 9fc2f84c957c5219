"""A plate's mark: all its lives, and which vehicle carried it on a day, as known today and as known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select

from casework.base.clock import now
from casework.base.values import replace
from casework.domain.plate_life import IN_HAND
from casework.models import Case, PlateAssignment, PlateIssue
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.papers.read_papers import letters_of_mark
from casework.services.vehicles.plate_view import Carried, PlateHistory
from casework.services.vehicles.read_plate import read_plate
from casework.store.access import Viewer
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import this_office
from casework.web.formats import plain_day
from casework.web.registers.asked_days import Asked, asked_days, steps_round
from casework.web.registers.plate_chart import plate_chart
from casework.web.registers.possible_acts import acts_on
from casework.web.registers.reading import Relates, asks_purpose, only_for, reading
from casework.web.registers.scale_words import scale_words
from casework.web.registers.told_rows import told_rows
from casework.web.registers.vehicle_words import (
    event_word,
    piece_word,
    place_word,
    reason_word,
    status_word,
)
from casework.web.registers.vehicles import about_vehicle
from casework.web.words import pack_text

plates = Blueprint("plates", __name__)


@plates.get("/<uuid:mark_id>")
@guarded("plate.read")
@asks_purpose
def page(mark_id: UUID) -> Page:
    """The mark: the answer for a day, the time line, every row."""
    only_for("plates")
    with reading(_on_its_vehicle(mark_id), facts_only=True) as (session, why):
        view = read_plate(session, mark_id)
        may = _may(view, session.viewer) if why.case is None else _NOTHING
        letters = letters_of_mark(session, mark_id) if allowed("paper.read", session.viewer) else {}
        session.commit()
    asked = asked_days()
    office = this_office()
    every = request.args.get("rows") == "all"
    rows = view.rows if every else told_rows(view.rows, _same_row)
    known_class = office.kind.plates.get(view.plate_class)
    return render_template(
        "registers/plate.html",
        view=view,
        why=why,
        reasons=held_things(view.withheld, "plate", **why.more),
        asked=asked,
        class_label=pack_text(known_class.label) if known_class else view.plate_class,
        follows=known_class.follows if known_class else view.lives[0].follows if view.lives else "vehicle",
        answer_now=view.at(asked.valid_at, now()),
        answer_then=view.at(asked.valid_at, asked.known_at),
        chart=_chart(view, asked),
        told=_told(view, asked),
        steps=steps_round(_changes(view), asked),
        rows=_with_gaps(view, rows),
        shown_rows=len(rows),
        all_rows=every,
        letters=letters,
        columns=_columns(),
        **may,
        **_WORDS,
    )


_WORDS = {
    "status_word": status_word,
    "event_word": event_word,
    "place_word": place_word,
    "piece_word": piece_word,
    "reason_word": reason_word,
}
_NOTHING = {"may_correct": False, "may_move": False, "may_replace": False, "acts": []}


def _may(view: PlateHistory, viewer: Viewer) -> dict[str, Any]:
    """What this viewer may do about the plate as it is now."""
    life = view.lives[0] if view.lives else None
    status = life.status if life else ""
    moves = allowed("plate.assign", viewer) and status in ("ASSIGNED", "HELD_BY_OWNER")
    return {
        "may_correct": allowed("plate.correct", viewer),
        "may_move": moves,
        "may_replace": allowed("plate.report", viewer) and status in IN_HAND,
        "acts": acts_on(life, viewer),
    }


def _columns() -> list[Column]:
    holder, on = _("Holder then"), _("On")
    words = (pgettext("day", "From"), _("Until"), on, holder, _("Recorded"), _("Source"))
    return [Column(said) for said in words]


def _changes(view: PlateHistory) -> set[datetime]:
    """Every instant at which something about the plate changed, as we know it."""
    rows = [(row.since, row.until) for row in view.rows if row.superseded_at is None]
    edges = {edge for row in rows for edge in row if edge is not None}
    return edges | {event.at for life in view.lives for event in life.events}


def _with_gaps(view: PlateHistory, rows: Sequence[Carried]) -> list[dict[str, object]]:
    """The rows newest first, and between them a row for each time when the plate was on no vehicle."""
    told: list[tuple[datetime, dict[str, object]]] = [(row.since, {"row": row, "gap": None}) for row in rows]
    told += [(gap.since, {"row": None, "gap": gap}) for gap in view.on_none(now())]
    return [row for _since, row in sorted(told, key=lambda one: one[0], reverse=True)]


def _same_row(one: Carried, other: Carried) -> bool:
    return (one.vehicle_id, one.registrant_id, one.since) == (
        other.vehicle_id,
        other.registrant_id,
        other.since,
    )


def _on_its_vehicle(mark_id: UUID) -> Relates:
    """Whether a case is about a vehicle that carried this mark."""

    def relates(session: ViewerSession, case: Case) -> bool:
        carried = session.scalars(
            select(PlateAssignment.vehicle_id)
            .join(PlateIssue, PlateIssue.id == PlateAssignment.issue_id)
            .where(PlateIssue.mark_id == mark_id)
            .distinct()
        ).all()
        return any(about_vehicle(vehicle)(session, case) for vehicle in carried)

    return relates


def _chart(view: PlateHistory, asked: Asked) -> object:
    if not view.rows:
        return None
    zone = asked.valid_at.tzinfo
    rows = [_local(row, zone) for row in view.known_at(now())]
    before = [_local(row, zone) for row in view.known_at(asked.known_at)]
    return plate_chart(
        rows,
        before,
        valid_at=asked.valid_at,
        known_at=asked.known_at,
        now=now().astimezone(zone),
        words=scale_words,
    )


def _local(row: Carried, zone: tzinfo | None) -> Carried:
    return replace(
        row, since=row.since.astimezone(zone), until=row.until.astimezone(zone) if row.until else None
    )


def _told(view: PlateHistory, asked: Asked) -> str:
    """What the chart shows, in a sentence for those who do not see it."""
    said = []
    for row in view.known_at(now()):
        until = plain_day(row.until) if row.until else _("now")
        said.append(
            _(
                "%(vehicle)s from %(since)s to %(until)s",
                vehicle=row.vehicle,
                since=plain_day(row.since),
                until=until,
            )
        )
    return "; ".join(said) or _("The plate has been on no vehicle.")
