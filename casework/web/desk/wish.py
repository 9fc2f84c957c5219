"""What somebody wants of the work list, as the address says it."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import url_for
from werkzeug.datastructures import MultiDict

from casework.base.values import Value
from casework.services.cases.case_filters import NO_UNIT, STANDINGS, VIEWS, Filters
from casework.services.cases.case_order import SORTS, Cursor, Order, read_cursor
from casework.web.columns import Column
from casework.web.desk.opening import uuid_or_none

_LONGEST = 60


class Wish(Value):
    """Filters, order and place in the list. What an address says wrongly is left out, never an error."""

    filters: Filters
    order: Order
    cursor: Cursor | None = None

    @classmethod
    def read(cls, given: MultiDict[str, str]) -> Wish:
        """The wish of an address's query."""
        sort = given.get("sort", "due")
        by = sort.removeprefix("-")
        order = Order(by, sort.startswith("-")) if by in SORTS else Order()
        view, standing = given.get("view", "mine"), given.get("standing", "open")
        filters = Filters(
            view if view in VIEWS else "mine",
            standing if standing in STANDINGS else "open",
            workflow=_plain(given.get("workflow")),
            state=_plain(given.get("state")),
            language=_plain(given.get("language")),
            unit=unit_asked(given.get("unit")),
        )
        return cls(filters, order, read_cursor(given.get("at", "")[:400], order))

    @classmethod
    def read_query(cls, query: str) -> Wish:
        """The wish of a query as `query` wrote it."""
        return cls.read(MultiDict(parse_qsl(query[:1000])))

    @property
    def query(self) -> str:
        """This wish as text, for a form to hold."""
        return urlencode(self.words(at=str(self.cursor) if self.cursor else None))

    def words(self, **changes: Any) -> dict[str, Any]:
        """The query that says this wish; `changes` replace parts, None takes them away."""
        filters, order = self.filters, self.order
        said = {
            "view": filters.view,
            "standing": filters.standing if filters.standing != "open" else None,
            "workflow": filters.workflow,
            "state": filters.state,
            "language": filters.language,
            "unit": str(filters.unit) if filters.unit else None,
            "sort": ("-" if order.down else "") + order.by,
        }
        said = {**said, **changes}
        if said["sort"] == "due":
            said["sort"] = None
        return {name: value for name, value in said.items() if value is not None}

    def file_url(self) -> str:
        """Where this list is handed out as a file, from its first row on."""
        return url_for("desk.as_file", **{name: said for name, said in self.words().items() if said})

    def url(self, **changes: Any) -> str:
        """The address of the list with some of the wish changed."""
        return url_for("desk.inbox", **self.words(**changes))

    def column(self, label: str, by: str | None = None) -> Column:
        """A column's heading; pressing it sorts by it, pressing it again turns the order round."""
        if by is None:
            return Column(label)
        here = self.order.by == by
        turned = f"-{by}" if here and not self.order.down else by
        order: Literal["ascending", "descending"] = "descending" if self.order.down else "ascending"
        return Column(label, sort=self.url(sort=turned), order=order if here else None)


def unit_asked(text: str | None) -> UUID | str | None:
    """The unit that an address names; NO_UNIT for cases of none."""
    return NO_UNIT if text == NO_UNIT else uuid_or_none(text or "")


def _plain(value: str | None) -> str | None:
    """A name of a pack or language; anything longer can be none."""
    return value if value and len(value) <= _LONGEST else None
