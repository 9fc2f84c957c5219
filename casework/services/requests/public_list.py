"""What everybody may read of requests: one shape for the list, the map, the feeds and programs alike.

Nothing here asks who looks: the policy shows visitors published rows alone, so one that is not is missing like one
that never was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_

from casework.base.errors import NotFound
from casework.base.values import Value, field
from casework.models import PublicPhoto, PublicRequest
from casework.packs import Category, Field, State, Workflow, catalog, categories_of
from casework.packs.rules import all_fields
from casework.packs.text import Text
from casework.services.cases.case_order import Cursor
from casework.services.office import Office, office_of
from casework.services.requests.areas import area_names
from casework.services.requests.face import has_ended
from casework.store.columns import columns_of, one_of
from casework.store.session import ViewerSession

Status = Literal["open", "closed"]
Box = tuple[float, float, float, float]  # south, west, north, east


class Wish(Value):
    """Which requests. Several categories mean any of them; `numbers` leave all else aside."""

    categories: tuple[str, ...] = ()
    area: str | None = None
    status: Status | None = None
    box: Box | None = None
    since: datetime | None = None
    until: datetime | None = None
    changed_since: datetime | None = None
    numbers: tuple[str, ...] = ()


class PublicRow(Value):
    """The columns of a public request."""

    id: UUID
    number: str
    workflow: str
    category: str
    area: str | None
    agency: str | None
    state: str
    opened_at: datetime
    changed_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    lat: float | None
    lon: float | None
    place: str | None
    words: str | None
    answers: Mapping[str, Any]
    outcome: str | None
    message: str | None
    reports: int


class PublicView(Value):
    """One public request with everything its row leads to, in no language yet."""

    row: PublicRow
    label: Text
    group: Text
    state: State
    area: str  # its name
    outcome: Text
    answers: tuple[tuple[Field, Any], ...]
    photos: tuple[UUID, ...] = ()

    @property
    def number(self) -> str:
        """What it is called by."""
        return self.row.number

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return not has_ended(self.state)


class PublicPage(Value):
    """Some public requests, the newest first. `after` is where the next page begins."""

    views: tuple[PublicView, ...]
    after: Cursor | None = None


class Wording(Value):
    """What turns codes of a row into words: the office's kind of work, its categories and areas."""

    workflow: Workflow
    categories: Mapping[str, Category]
    areas: Mapping[str, str] = field(default_factory=dict)


def public_requests(
    session: ViewerSession, wish: Wish, *, most: int = 50, after: Cursor | None = None
) -> PublicPage:
    """The requests that fit a wish, the newest first. NotFound at an office without a public list."""
    wording = wording_of(session)
    columns = columns_of(session, PublicRequest, PublicRow)
    chosen = _narrowed(columns.select, wish, wording.workflow)
    if after is not None:
        beside = tuple_(PublicRequest.opened_at, PublicRequest.id) < tuple_(after.key, after.id)
        chosen = chosen.where(beside)
    newest = (PublicRequest.opened_at.desc(), PublicRequest.id.desc())
    rows = columns.rows(session.execute(chosen.order_by(*newest).limit(most + 1)))
    shown = rows[:most]
    photos = _photos(session, [row.id for row in shown])
    views = tuple(_view(row, wording, photos.get(row.id, ())) for row in shown)
    last = shown[-1] if len(rows) > most else None
    return PublicPage(views, Cursor(last.opened_at, last.id) if last else None)


def public_request(session: ViewerSession, number: str) -> PublicView:
    """The published request of this number; NotFound, whether it was never there or only is not public."""
    found = public_requests(session, Wish(numbers=(number,)), most=1).views
    if not found:
        raise NotFound
    return found[0]


def public_points(session: ViewerSession, wish: Wish, *, most: int = 1000) -> list[tuple[float, float, bool]]:
    """Where the newest requests of a wish lie, and whether they are open: (latitude, longitude, open)."""
    chosen: Any = select(PublicRequest.lat, PublicRequest.lon, PublicRequest.closed_at)
    narrowed = _narrowed(chosen, wish, wording_of(session).workflow).where(PublicRequest.lat.is_not(None))
    rows = session.execute(narrowed.order_by(PublicRequest.opened_at.desc()).limit(most))
    return [(row.lat, row.lon, row.closed_at is None) for row in rows]


def count_requests(session: ViewerSession, wish: Wish, *, most: int = 10_000) -> int:
    """How many fit, counted up to `most`."""
    some = _narrowed(select(PublicRequest.id), wish, wording_of(session).workflow).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def wording_of(session: ViewerSession) -> Wording:
    """The words of this office. NotFound where nothing is listed."""
    office = office_of(session)
    workflow = office.listed
    if workflow is None:
        raise NotFound
    return Wording(workflow, office_categories(office), area_names(session))


def office_categories(office: Office) -> dict[str, Category]:
    """Every category of the office's public list by its code, those that are off too."""
    workflow = office.listed
    if workflow is None:
        return {}
    return {one.code: one for one in categories_of(catalog().workflow(workflow.name), office.tenant.profile)}


def _narrowed(chosen: Any, wish: Wish, workflow: Workflow) -> Any:
    chosen = chosen.where(PublicRequest.published.is_(True), PublicRequest.workflow == workflow.name)
    if wish.numbers:
        return chosen.where(PublicRequest.number.in_(wish.numbers))
    return chosen.where(*_by_kind(wish), *_by_time(wish), *_by_box(wish.box))


def _by_kind(wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.categories:
        found.append(PublicRequest.category.in_(wish.categories))
    if wish.area is not None:
        found.append(PublicRequest.area == wish.area)
    if wish.status is not None:
        open_ones = PublicRequest.closed_at.is_(None)
        found.append(open_ones if wish.status == "open" else PublicRequest.closed_at.is_not(None))
    return found


def _by_time(wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.since is not None:
        found.append(PublicRequest.opened_at >= wish.since)
    if wish.until is not None:
        found.append(PublicRequest.opened_at <= wish.until)
    if wish.changed_since is not None:
        found.append(PublicRequest.changed_at >= wish.changed_since)
    return found


def _by_box(box: Box | None) -> list[ColumnElement[bool]]:
    if box is None:
        return []
    south, west, north, east = box
    return [PublicRequest.lat.between(south, north), PublicRequest.lon.between(west, east)]


def _photos(session: ViewerSession, requests: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    found: dict[UUID, tuple[UUID, ...]] = {}
    if requests:
        chosen = select(PublicPhoto.request_id, PublicPhoto.id).where(
            one_of(PublicPhoto.request_id, requests)
        )
        for request, photo in session.execute(chosen.order_by(PublicPhoto.released_at, PublicPhoto.id)):
            found[request] = (*found.get(request, ()), photo)
    return found


def _view(row: PublicRow, wording: Wording, photos: tuple[UUID, ...]) -> PublicView:
    fields = all_fields(wording.workflow)
    category = wording.categories.get(row.category)
    listing = wording.workflow.listing
    outcome = fields[listing.outcome].option(row.outcome or "") if listing and listing.outcome else None
    return PublicView(
        row=row,
        label=category.label if category else Text({"en": row.category}),
        group=category.listed.group if category else Text(),
        state=wording.workflow.state(row.state),
        area=wording.areas.get(row.area or "", ""),
        outcome=outcome.label if outcome else Text(),
        answers=tuple((fields[name], value) for name, value in row.answers.items() if name in fields),
        photos=photos,
    )
