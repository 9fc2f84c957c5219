"""The minimisation report: what nobody needs to ask or to read, and which lines of the packs would change."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _

from casework.packs import catalog
from casework.packs.rules import all_fields
from casework.policy.guard import guarded
from casework.services.looks.read_minimisation import Unread, Unused, read_minimisation
from casework.store import ledger_chain
from casework.web.desk.opening import this_office
from casework.web.oversight.door import overseeing, oversight_tabs
from casework.web.oversight.field_words import CLASSES
from casework.web.oversight.pages import oversight
from casework.web.oversight.rows import purpose_words
from casework.web.words import pack_text

STRETCHES = (30, 60, 90, 180, 365)


@oversight.get("/less")
@guarded("ledger.read")
def less() -> str:
    """The report over the days that were chosen."""
    asked = request.args.get("days", "")
    days = int(asked) if asked in map(str, STRETCHES) else STRETCHES[1]
    with overseeing() as session:
        found = read_minimisation(session, days)
        ledger_chain.record(session, "ledger.read", detail={"report": "minimisation", "days": days})
        session.commit()
    return render_template(
        "oversight/less.html",
        found=found,
        days=days,
        stretches=STRETCHES,
        field_name=_field_name,
        duty_name=_duty_name,
        purpose_name=purpose_words,
        classes=_classes,
        tabs_here=oversight_tabs("oversight.less"),
    )


def _field_name(one: Unread) -> str:
    flow = catalog().workflow(one.workflow)
    field = all_fields(flow).get(one.field)
    return pack_text(field.short or field.label) if field else one.field


def _duty_name(duty: str) -> str:
    known = this_office().kind.duties.get(duty)
    return pack_text(known) if known else duty


def _classes(one: Unused) -> str:
    return ", ".join(str(CLASSES.get(name, name)) for name in one.classes) or _("None")
