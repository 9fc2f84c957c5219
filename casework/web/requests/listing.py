"""The public list and its map: what was reported, where, and how it stands."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _

from casework.base.clock import now
from casework.base.values import replace
from casework.services.requests.areas import list_areas
from casework.services.requests.public_list import (
    PublicView,
    Wish,
    office_categories,
    public_points,
    public_requests,
)
from casework.web.columns import Column
from casework.web.map_chart import SMALLEST, Circle, MapDrawing, map_chart
from casework.web.public.door import office_here
from casework.web.requests.door import as_visitor, everybody, requests
from casework.web.requests.wishes import read_after, read_wish, wish_args
from casework.web.site import Link
from casework.web.words import pack_text

PAGE = 25


@requests.get("/")
@everybody
def page() -> str:
    """The newest requests that fit, on a map and in a list that says the same."""
    wish, after = read_wish(request.args), read_after(request.args)
    with as_visitor() as session:
        areas = list_areas(session)
        spots = public_points(session, wish)
        found = public_requests(session, wish, most=PAGE, after=after)
        session.commit()
    drawing = map_chart([(area.name, area.polygons) for area in areas], spots, within=wish.box)
    labels = (_("Number"), _("What"), _("Where"), _("Reported"), _("How it stands"))
    return render_template(
        "requests/list.html",
        views=found.views,
        wish=wish,
        drawing=drawing,
        circles=circle_links(drawing, wish),
        shown=len(spots),
        columns=[Column(label) for label in labels],
        categories=category_choices(),
        areas=[(area.code, area.name) for area in areas],
        tabs=_tabs(wish),
        whole=url_for("requests.page", **wish_args(replace(wish, box=None))) if wish.box else None,
        first=url_for("requests.page", **wish_args(wish)) if after else None,
        after=url_for("requests.page", **wish_args(wish), after=str(found.after)) if found.after else None,
        feed=url_for("requests.feed", **wish_args(replace(wish, box=None))),
        rss=url_for("requests.rss", **wish_args(replace(wish, box=None))),
        late=is_late,
    )


def category_choices() -> list[tuple[str, str]]:
    """The categories of this office that are listed, by their words."""
    known = office_categories(office_here()).values()
    return [(one.code, pack_text(one.label)) for one in known if one.listed.publish != "never"]


def circle_links(drawing: MapDrawing | None, wish: Wish) -> list[tuple[Circle, str]]:
    """Each circle with where it leads: into its part of the map, as long as that can be split."""
    circles = drawing.circles if drawing else ()
    return [
        (one, url_for("requests.page", **wish_args(replace(wish, box=_roomy(one.box))))) for one in circles
    ]


def is_late(view: PublicView) -> bool:
    """Whether it should have been done by now."""
    due = view.row.due_at
    return due is not None and view.is_open and due < now()


def _roomy(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    south, west, north, east = box
    more = max(0.0, (SMALLEST - (north - south)) / 2)
    return south - more, west - more, north + more, east + more


def _tabs(wish: Wish) -> list[Link]:
    told = ((None, _("All")), ("open", _("Open")), ("closed", _("Done")))
    return [
        Link(
            label,
            url_for("requests.page", **wish_args(replace(wish, status=status))),
            current=wish.status == status,
        )
        for status, label in told
    ]
