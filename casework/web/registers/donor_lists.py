"""Lists of donors: those that ship and those kept as rules, each counted as of now; one of them, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel import numbers
from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.domain.donor_rules import Rule
from casework.policy.guard import guarded
from casework.policy.viewer import Viewer
from casework.services.donors.find_donors import Rate, Retention, count_donors, find_donors, retention_of
from casework.services.donors.reach_donors import reach_piece
from casework.services.donors.segments import Segment, end_segment, segment, segments
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.csv_file import csv_file
from casework.web.desk.opening import may, this_office, uuid_or_none
from casework.web.formats import marks, number
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.donor_tasks import donors
from casework.web.registers.donor_words import SHORT, list_name, rule_words, shipped_lists
from casework.web.registers.reading import asks_purpose, declared_session, only_for

__all__ = ["donors"]
desk_door(RECORDS, _l("Donors"), "donors.lists", "gift.read", having="funds")


class Listed(Value):
    """A list on the page of lists."""

    code: str
    name: str
    short: str | None
    says: list[str]
    count: int


@donors.get("/lists")
@guarded("gift.read")
@asks_purpose
def lists() -> Page:
    """All lists with how many donors each means now, and how many of last year's gave again."""
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        kept = segments(session)
        wanted = {**shipped_lists(), **{str(one.id): one.rule for one in kept}}
        counts, rates = count_donors(session, wanted), retention_of(session)
        session.commit()
    return render_template(
        "registers/donor_lists.html",
        why=why,
        shipped=[_listed(code, list_name(code), rule, counts) for code, rule in shipped_lists().items()],
        kept=[_listed(str(one.id), one.name, one.rule, counts) for one in kept],
        rates=_rates(rates),
        may_make=may("donor.segment"),
        may_merge=may("donor.merge"),
        columns=[Column(_("List")), Column(_("Whom it means")), Column(_("Donors now"), num=True)],
    )


@donors.get("/lists/<string(maxlength=40):code>")
@guarded("gift.read")
@asks_purpose
def listing(code: str) -> Page:
    """The donors of one list, the largest first."""
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        one = _the_list(session, code)
        found = find_donors(session, one.rule, after=request.args.get("after"))
        session.commit()
    return render_template(
        "registers/donor_list.html",
        why=why,
        code=code,
        name=one.name,
        kept=code not in shipped_lists(),
        says=rule_words(one.rule, this_office().tenant.currency),
        found=found,
        may_make=may("donor.segment"),
        may_export=may("register.export"),
        columns=[
            *(Column(_("Donor")), Column(_("Latest gift"))),
            *(Column(said, num=True) for said in (_("This year"), _("Last year"), _("In all"), _("Scores"))),
        ],
    )


@donors.get("/lists/<string(maxlength=40):code>.csv")
@guarded("register.export", fresh=True)
@asks_purpose
def as_file(code: str) -> Response:
    """The list as a file for an appeal: addresses of those alone who may be written to, and no name that is kept to
    few."""
    only_for("funds")
    with declared_session(needs="contact") as (session, _why):
        one = _the_list(session, code)
        viewer = this_office().member(current_staff(), session.viewer.purpose)
        because = session.info.get("because", {})
        session.commit()
    headings = [_("Name"), _("Language"), _("E-mail"), _("Address"), _("Given in all")]
    return csv_file("donors.csv", headings, _pieces(one.rule, viewer, because))


@donors.post("/lists/<uuid:segment_id>/end")
@guarded("donor.segment")
def end_list(segment_id: object) -> Page:
    """Nobody needs it any more."""
    only_for("funds")
    with declared_session(needs="financial", writes="internal") as (session, _why):
        end_segment(session, segment_id)  # type: ignore[arg-type]  # Werkzeug's converter gives a UUID
        session.commit()
    flash(_("The list is ended."), "good")
    return go(url_for("donors.lists"))


def _rates(rates: Retention) -> list[tuple[str, str, str | None]]:
    """The shares as key figures; a dash where there is nothing to have a share of."""
    named = (
        (_("of last year’s donors"), rates.again),
        (_("of last year’s new donors"), rates.first_time),
        (_("of those who had stopped"), rates.won_back),
    )
    told = [(label, _share(rate), _of(rate)) for label, rate in named]
    return [*told, (_("of last year’s money"), _share(rates.money), None)]


def _of(rate: Rate) -> str:
    return _("%(part)s of %(whole)s", part=number(rate.part), whole=number(rate.whole))


def _share(rate: Rate) -> str:
    return "–" if rate.share is None else str(numbers.format_percent(rate.share, locale=marks()))


def _pieces(rule: Rule, viewer: Viewer, because: dict[str, str]) -> Iterator[Sequence[Sequence[object]]]:
    """Piece after piece, each on the ledger before it leaves."""
    after: str | None = None
    more = True
    while more:
        with this_office().open(viewer) as session:
            session.info["because"] = because
            piece, after = reach_piece(session, rule, after)
            session.commit()
        yield [[one.name, one.language, one.email, one.address, str(one.lifetime.decimal)] for one in piece]
        more = after is not None


def _the_list(session: ViewerSession, code: str) -> Segment:
    key = uuid_or_none(code)
    if key is not None:
        return segment(session, key)
    if code not in shipped_lists():
        raise NotFound
    return Segment(session.viewer.actor, list_name(code), shipped_lists()[code])  # type: ignore[arg-type]  # a member's id


def _listed(code: str, name: str, rule: Rule, counts: dict[str, int]) -> Listed:
    return Listed(code, name, SHORT.get(code), rule_words(rule, this_office().tenant.currency), counts[code])
