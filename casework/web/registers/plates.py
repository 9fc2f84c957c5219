"""A plate's mark: all its lives, and which vehicle carried it on a day, as known today and as known then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import dates
from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select

from casework.base.clock import now
from casework.models import Case, PlateAssignment, PlateIssue
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.vehicles.read_plate import Carried, PlateHistory, read_plate
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import this_office
from casework.web.formats import marks, plain_day
from casework.web.registers.plate_chart import plate_chart
from casework.web.registers.reading import Relates, asks_purpose, only_for, reading
from casework.web.registers.told_rows import told_rows
from casework.web.registers.vehicle_words import reason_word, status_word
from casework.web.registers.vehicles import about_vehicle
from casework.web.words import pack_text

plates = Blueprint("plates", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """The two days of the question. `typed` and `wrong` are for the boxes."""

    valid_at: datetime
    known_at: datetime
    given: bool
    typed: dict[str, dict[str, str]]
    wrong: dict[str, str]


@plates.get("/<uuid:mark_id>")
@guarded("plate.read")
@asks_purpose
def page(mark_id: UUID) -> Page:
    """The mark: the answer for a day, the time line, every row."""
    only_for("plates")
    with reading(_on_its_vehicle(mark_id), facts_only=True) as (session, why):
        view = read_plate(session, mark_id)
        may_correct = allowed("plate.correct", session.viewer) and why.case is None
        session.commit()
    asked = _asked()
    office = this_office()
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
        status_word=status_word,
        may_correct=may_correct,
        reason_word=reason_word,
        rows=view.rows if request.args.get("rows") == "all" else told_rows(view.rows, _same_row),
        all_rows=request.args.get("rows") == "all",
        columns=[
            Column(said)
            for said in (
                pgettext("day", "From"),
                _("Until"),
                _("On"),
                _("Holder then"),
                _("Recorded"),
                _("Source"),
            )
        ],
    )


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


def _asked() -> Asked:
    """The two days from the address; today where none or no possible day is given."""
    zone = ZoneInfo(this_office().tenant.timezone)
    present = now().astimezone(zone)
    typed = {
        name: {part: request.args.get(f"{name}-{part}", "")[:8] for part in ("day", "month", "year")}
        for name in ("valid", "known")
    }
    wrong: dict[str, str] = {}
    instants: dict[str, datetime] = {}
    for name, parts in typed.items():
        instants[name] = present
        if any(parts.values()):
            try:
                on = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
                if not 1900 <= on.year <= present.year + 1:
                    raise ValueError
                # At noon: a day that a daylight-saving change touches has one.
                instants[name] = (
                    min(datetime.combine(on, time(12), zone), present)
                    if name == "known"
                    else (datetime.combine(on, time(12), zone))
                )
            except ValueError:
                wrong[name] = _("Enter a day that exists, with its year")
    given = any(any(parts.values()) for parts in typed.values())
    return Asked(instants["valid"], instants["known"], given, typed, wrong)


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
        words=_scale_words,
    )


def _local(row: Carried, zone: tzinfo | None) -> Carried:
    return replace(
        row, since=row.since.astimezone(zone), until=row.until.astimezone(zone) if row.until else None
    )


def _scale_words(instant: datetime, what: str) -> str:
    if what == "nobody":
        return _("On no vehicle")
    if what == "year":
        return str(instant.year)
    skeleton = "yMMM" if what == "month_year" else "MMM"
    return str(dates.format_skeleton(skeleton, instant, locale=marks()))


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
