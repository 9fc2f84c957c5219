"""A tenant's colours: four properties, checked for contrast, served as a stylesheet; and light or dark."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Self

from flask import Blueprint, Response, abort, g, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.values import Value, asdict
from casework.domain.contrast import GROUNDS, MOST_CORNER, NIGHT, contrast, is_colour

THEMES = ("pine", "brick", "indigo", "slate")
_YEAR = 31_536_000

brand = Blueprint("brand", __name__)


class Colours(Value):
    """What a tenant may set: the colour that acts by day and by night, the band, and the corner in pixels."""

    tenant: str
    night: str
    band: str
    corner: int = 3

    @classmethod
    def read(cls, stored: object) -> Self | None:
        """The colours of a stored profile; None when there are none or they do not hold."""
        if not isinstance(stored, Mapping):
            return None
        try:
            colours = cls(
                str(stored["tenant"]).lower(),
                str(stored["night"]).lower(),
                str(stored["band"]).lower(),
                int(stored.get("corner", 3)),
            )
        except (KeyError, TypeError, ValueError):
            return None
        return None if colours.faults() else colours

    def faults(self) -> dict[str, str]:
        """By property, in words for the administrator, what would make pages hard to read."""
        found = {}
        for name, (ground, least) in GROUNDS.items():
            value = getattr(self, name)
            if not is_colour(value):
                found[name] = _("Write the colour as # and six digits, for example #0b4f71")
            elif (ratio := contrast(value, ground)) < least:
                found[name] = _too_weak(ratio, least, dark=ground == NIGHT)
        if not 0 <= self.corner <= MOST_CORNER:
            found["corner"] = _("Choose a corner from 0 to 6 pixels")
        return found

    def css(self) -> str:
        """The stylesheet: its rules stand outside the layers of casework.css, so they win."""
        return (
            f":root {{ --tenant: {self.tenant}; --tenant-night: {self.night}; "
            f"--tenant-band: {self.band}; --tenant-corner: {self.corner}px; }}\n"
        )

    @property
    def digest(self) -> str:
        """Changes whenever a colour does: part of the address, so that the answer can be kept for a year."""
        return sha256(repr(asdict(self)).encode()).hexdigest()[:12]


def _too_weak(ratio: float, least: float, *, dark: bool) -> str:
    values = {"ratio": f"{ratio:.1f}", "least": f"{least:.1f}"}
    if dark:
        return _(
            "This is too dark on a dark page: contrast %(ratio)s, at least %(least)s. Choose a lighter one",
            **values,
        )
    return _(
        "This is too light beside white: contrast %(ratio)s, at least %(least)s. Choose a darker one",
        **values,
    )


@brand.get("/brand.css")
def stylesheet() -> Response:
    """The tenant's colours; kept for a year when the address carries their digest."""
    colours = Colours.read((g.tenant.profile or {}).get("colours"))
    if colours is None:
        abort(404)
    answer = Response(colours.css(), mimetype="text/css")
    if request.args.get("v") == colours.digest:
        answer.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        answer.headers["Cache-Control"] = "no-cache"
    return answer


@brand.post("/scheme")
def choose_scheme() -> Response:
    """Keep the reader's choice of light or dark, or forget it, and go back to where they were."""
    from casework.web.way_back import way_back

    answer = redirect(way_back(), 303)
    scheme = request.form.get("scheme", "")
    if scheme in ("light", "dark"):
        answer.set_cookie(
            "scheme", scheme, max_age=_YEAR, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
        )
    else:
        answer.delete_cookie("scheme", path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return answer  # type: ignore[return-value]  # werkzeug's redirect is typed as its own base response


LABELS = {
    "tenant": _l("Colour that acts, on light pages"),
    "night": _l("Colour that acts, on dark pages"),
    "band": _l("Band at the top, under white letters"),
    "corner": _l("Corners, in pixels"),
}
