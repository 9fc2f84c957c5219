"""How much is reported and done, month by month, for everybody: nothing that would tell on anybody."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton
from flask import render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.domain.suppression import TOTAL
from casework.services.requests.areas import area_names
from casework.services.requests.count_month import LEAST, NOWHERE, months_counted, read_month
from casework.services.requests.public_list import office_categories
from casework.web.columns import Column
from casework.web.formats import marks
from casework.web.public.door import office_here
from casework.web.requests.door import as_visitor, everybody, requests
from casework.web.site import Link
from casework.web.words import pack_text


@requests.get("/numbers")
@everybody
def numbers() -> str:
    """One month, the newest unless another is asked for."""
    with as_visitor() as session:
        months = months_counted(session)
        chosen = _month(request.args.get("month", "")) or (months[0] if months else None)
        found = read_month(session, chosen) if chosen else None
        names = area_names(session)
        session.commit()
    labels = {code: pack_text(one.label) for code, one in office_categories(office_here()).items()}
    cells = found.cells if found else {}
    columns = [column for column in dict.fromkeys(column for _row, column in cells) if column != TOTAL]
    rows = [row for row in dict.fromkeys(row for row, _column in cells) if row != TOTAL]
    titles = {**names, NOWHERE: _("No area"), TOTAL: _("Whole town")}
    heads = [Column(_("Category")), *(Column(titles.get(one, one), num=True) for one in [*columns, TOTAL])]
    return render_template(
        "requests/numbers.html",
        found=found,
        month=_said(chosen) if chosen else "",
        links=[
            Link(_said(one), url_for("requests.numbers", month=one.isoformat()[:7]), current=one == chosen)
            for one in months
        ],
        heads=[*heads, Column(_("Days until done"), num=True)],
        columns=[(one, titles.get(one, one)) for one in [*columns, TOTAL]],
        rows=[
            *((one, labels.get(one, one)) for one in sorted(rows, key=lambda code: labels.get(code, code))),
            (TOTAL, _("All")),
        ],
        least=LEAST,
    )


def _month(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        raise NotFound from None


def _said(month: date) -> str:
    """ "October 2026"."""
    return str(format_skeleton("yMMMM", month, locale=marks()))
