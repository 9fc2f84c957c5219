"""Which requests an address asks for. What it says wrongly it does not say."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from casework.services.cases.case_order import Cursor, Order, read_cursor
from casework.services.requests.public_list import Box, Status, Wish

STATUSES: tuple[Status, ...] = ("open", "closed")
_NEWEST_FIRST = Order("opened", down=True)
_LONGEST = 200


def read_wish(args: Mapping[str, str]) -> Wish:
    """The wish of a list's address."""
    category, area = args.get("category", "")[:_LONGEST], args.get("area", "")[:_LONGEST]
    return Wish(
        categories=(category,) if category else (),
        area=area or None,
        status=next((one for one in STATUSES if one == args.get("status")), None),
        box=read_box(args.get("box", "")),
    )


def read_after(args: Mapping[str, str]) -> Cursor | None:
    """Where the page begins."""
    return read_cursor(args.get("after", "")[:_LONGEST], _NEWEST_FIRST)


def read_box(text: str) -> Box | None:
    """South, west, north and east of a part of the map; None when it is none."""
    try:
        south, west, north, east = (float(part) for part in text[:_LONGEST].split(","))
    except ValueError:
        return None
    if not all(isfinite(part) for part in (south, west, north, east)):
        return None
    inside = -90 <= south < north <= 90 and -180 <= west < east <= 180
    return (south, west, north, east) if inside else None


def box_text(box: Box) -> str:
    """A box as an address writes it."""
    return ",".join(f"{part:.5f}" for part in box)


def wish_args(wish: Wish) -> dict[str, Any]:
    """A wish as the arguments of an address."""
    told = {
        "category": wish.categories[0] if wish.categories else None,
        "area": wish.area,
        "status": wish.status,
        "box": box_text(wish.box) if wish.box else None,
    }
    return {name: value for name, value in told.items() if value}
