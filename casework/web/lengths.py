"""Lengths of time as clocks count them, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from casework.domain.terms import Count, Term

_HOUR = 60


def length_text(amount: int, count: Count) -> str:
    """ "10 working days", "1 month", "4 office hours"."""
    if count == "working":
        return ngettext("%(num)s working day", "%(num)s working days", amount)
    if count == "months":
        return ngettext("%(num)s month", "%(num)s months", amount)
    if count == "calendar":
        return ngettext("%(num)s day", "%(num)s days", amount)
    return _office_time(amount) if count == "minutes" else time_text(amount)


def term_text(term: Term) -> str:
    """The same of a term."""
    return length_text(term.amount, term.count)


def time_text(minutes: int) -> str:
    """ "2 hours", "1 hour 30 minutes", "45 minutes"."""
    hours, rest = divmod(minutes, _HOUR)
    parts = [ngettext("%(num)s hour", "%(num)s hours", hours)] if hours else []
    parts += [ngettext("%(num)s minute", "%(num)s minutes", rest)] if rest or not hours else []
    return " ".join(parts)


def _office_time(minutes: int) -> str:
    if minutes % _HOUR == 0:
        return ngettext("%(num)s office hour", "%(num)s office hours", minutes // _HOUR)
    return _("%(time)s of office time", time=time_text(minutes))
