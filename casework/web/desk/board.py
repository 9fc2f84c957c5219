"""The team's board: what is old, near its day or past it, by unit, drawn and as a table that leads to the lists."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.policy.guard import guarded
from casework.services.cases.case_filters import NO_UNIT
from casework.services.cases.team_board import AGES, BoardRow, read_board, sum_of
from casework.web.columns import Column
from casework.web.desk.opening import triage
from casework.web.formats import number
from casework.web.frame import WORK, desk_door
from casework.web.stacked_chart import stacked_chart

board = Blueprint("board", __name__)
desk_door(WORK, _l("Team board"), "board.page", "case.board", order=15)


class Figure(Value):
    """A number that leads to the cases it counts."""

    said: str
    url: str
    count: int


class ShownRow(Value):
    """A unit's line of the table."""

    name: str
    open: Figure
    ages: tuple[Figure, ...]
    at_risk: Figure
    late: Figure
    unassigned: Figure


@board.get("/board")
@guarded("case.board")
def page() -> str:
    """The board, as far as the reader sees cases."""
    with triage() as session:
        rows = read_board(session)
        session.commit()
    whole = sum_of(rows)
    bands = age_words()
    return render_template(
        "desk/board.html",
        rows=[_shown(row, row.name or _("No unit"), str(row.unit or NO_UNIT)) for row in rows],
        whole=_shown(whole, _("All units"), None),
        figures=[
            (_("Open"), number(whole.open), None),
            (_("Near their day"), number(whole.at_risk), None),
            (_("Late"), number(whole.late), None),
            (_("With nobody"), number(whole.unassigned), None),
        ],
        bands=bands,
        columns=[
            Column(_("Unit")),
            *(
                Column(said, num=True)
                for said in (_("Open"), *bands, _("Near their day"), _("Late"), _("With nobody"))
            ),
        ],
        drawing=stacked_chart([(row.name or _("No unit"), row.ages) for row in rows], number),
        said=_said(whole, bands),
    )


def age_words() -> list[str]:
    """The bands of age, in words."""
    first, *more = AGES
    between = zip(AGES, more, strict=False)
    return [
        _("up to %(days)s days", days=first),
        *(_("%(low)s to %(high)s days", low=low + 1, high=high) for low, high in between),
        _("over %(days)s days", days=AGES[-1]),
    ]


def _shown(row: BoardRow, name: str, unit: str | None) -> ShownRow:
    def to(count: int, standing: str = "open", view: str = "all", sort: str | None = None) -> Figure:
        narrowed = standing if standing != "open" else None
        url = url_for("desk.inbox", view=view, standing=narrowed, unit=unit, sort=sort)
        return Figure(number(count), url, count)

    return ShownRow(
        name=name,
        open=to(row.open),
        ages=tuple(to(count, sort="opened") for count in row.ages),
        at_risk=to(row.at_risk, "risk"),
        late=to(row.late, "late"),
        unassigned=to(row.unassigned, view="unassigned"),
    )


def _said(whole: BoardRow, bands: list[str]) -> str:
    """What the drawing shows, in a sentence."""
    told = ", ".join(f"{band}: {number(count)}" for band, count in zip(bands, whole.ages, strict=True))
    return _("Open cases by age, all units: %(ages)s.", ages=told)
