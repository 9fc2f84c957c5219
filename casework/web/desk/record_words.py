"""Records and the log of what is withheld, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from casework.base.values import Value
from casework.models.record import PART, PLACE, RECORD, RELEASE, WITHHOLD
from casework.packs.law import Law
from casework.services.cases.colleagues import Colleagues
from casework.services.records.areas import Area
from casework.services.records.read_records import Line, Record, Records
from casework.web.formats import number, today
from casework.web.words import pack_text


class LogLine(Value):
    """A line of the log as a page shows it."""

    id: UUID
    what: str
    rule: str
    why: str
    interest: str
    who: str
    at: datetime
    lifted_at: datetime | None


def decision_words(record: Record) -> tuple[str, str, str]:
    """What becomes of a record: word, tone, shape."""
    known = {
        RELEASE: (_("Given out"), "good", "check"),
        PART: (_("Given out in part"), "warn", "half"),
        WITHHOLD: (_("Withheld"), "idle", "lock"),
    }
    return known.get(record.decision or "", (_("Not decided yet"), "info", "ring"))


def decision_choices() -> list[dict[str, str]]:
    """What may become of it, for a form."""
    return [
        {"value": RELEASE, "label": _("Give it out"), "hint": _("Nothing of it is withheld.")},
        {
            "value": PART,
            "label": _("Give it out in part"),
            "hint": _("Add the file without what is withheld. The original stays here."),
        },
        {
            "value": WITHHOLD,
            "label": _("Withhold it"),
            "hint": _("All of it, by a rule that stands in the log."),
        },
    ]


def exemption_choices(law: Law | None) -> list[tuple[str, str]]:
    """The rules of the law by which something may be withheld."""
    known = law.exemptions.values() if law else ()
    return [(one.code, _rule(law, one.code)) for one in known if one.holds_on(today())]


def exemption_notes(law: Law | None) -> str:
    """Which of them ask for the public interest to be weighed."""
    weighed = [one.source for one in law.exemptions.values() if one.weighed] if law else []
    return ", ".join(weighed)


def log_lines(found: Records, law: Law | None, colleagues: Colleagues) -> list[LogLine]:
    """Every line, that of the request as a whole first."""
    return list(_lines(found, law, colleagues))


def _lines(found: Records, law: Law | None, colleagues: Colleagues) -> Iterator[LogLine]:
    for line in found.whole:
        yield _line(line, _("The whole request"), law, colleagues)
    for record in found.records:
        for line in record.lines:
            yield _line(line, _where(line, record), law, colleagues)


def _line(line: Line, what: str, law: Law | None, colleagues: Colleagues) -> LogLine:
    who = colleagues.name(line.entered_by) if line.entered_by else ""
    return LogLine(
        id=line.id,
        what=what,
        rule=_rule(law, line.exemption),
        why=line.reason,
        interest=line.interest,
        who=who or _("a former colleague"),
        at=line.entered_at,
        lifted_at=line.lifted_at,
    )


def area_words(area: Area) -> str:
    """Where on a page an area lies."""
    ends = {side: number(getattr(area, side) / 10) for side in ("left", "right", "top", "bottom")}
    return _("%(left)s to %(right)s %% from the left, %(top)s to %(bottom)s %% from the top", **ends)


def _where(line: Line, record: Record) -> str:
    if line.extent == RECORD:
        return _("%(record)s: all of it", record=record.title)
    if line.extent == PLACE and line.page:
        place = line.place or (area_words(line.area) if line.area else "")
        return _("%(record)s, page %(page)s: %(place)s", record=record.title, page=line.page, place=place)
    return _("%(record)s: %(place)s", record=record.title, place=line.place)


def _rule(law: Law | None, code: str) -> str:
    known = law.exemptions.get(code) if law else None
    return _("%(label)s (%(source)s)", label=pack_text(known.label), source=known.source) if known else code
