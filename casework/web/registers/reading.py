"""How the registers' pages come to a session: for the purpose of a case, or for one that was declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import request, url_for

from casework.base.errors import NotFound, PurposeRequired
from casework.base.values import Value, replace
from casework.models import Case
from casework.services.lookup.consents import require_consent
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.desk.opening import opened_case, this_office
from casework.web.go import go
from casework.web.guards import permission_here
from casework.web.registers.declared import declared, noting_refusals
from casework.web.words import pack_text

P = ParamSpec("P")
R = TypeVar("R")
Relates = Callable[[ViewerSession, Case], bool]


class Why(Value):
    """What the page is read for, for its strip. `case` is the number of the case it is read for; `until` when a
    declared purpose runs out."""

    label: str
    case: str | None
    names_open: bool
    change: str
    until: datetime | None = None

    @property
    def more(self) -> dict[str, str]:
        """What links between pages carry on, so that the next page is read for the same case."""
        return {"case": self.case} if self.case else {}


@contextmanager
def reading(
    relates: Relates | None = None, *, needs: str | None = None, facts_only: bool = False
) -> Iterator[tuple[ViewerSession, Why]]:
    """A session to read a register page with, and why.

    `?case=<number>` reads for that case's purpose, if `relates` says that the record has to do with it; otherwise the
    declared purpose counts. `needs`: the class without which the page would be empty. Raises PurposeRequired.
    """
    number = request.args.get("case", "")
    if number and relates is not None:
        with opened_case(number) as (session, case, _workflow):
            if not relates(session, case):
                raise NotFound
            label = pack_text(this_office().purpose(case.purpose).label)
            yield session, _why(session, label, case.number)
        return
    with declared_session(needs=needs, facts_only=facts_only) as (session, why):
        yield session, why


@contextmanager
def declared_session(
    *, needs: str | None = None, writes: str | None = None, facts_only: bool = False
) -> Iterator[tuple[ViewerSession, Why]]:
    """A session for the declared purpose. `needs` and `writes`: classes that it must open for reading, for writing.

    A consent that was named has to hold still: NoConsent.
    """
    office, declaration = this_office(), declared(facts_only=facts_only)
    viewer = office.member(current_staff(), declaration.purpose.code)
    if not declaration.purpose.serves(permission_here()):
        raise PurposeRequired
    if needs is not None and not viewer.access.may_read(needs):
        raise PurposeRequired
    if writes is not None and not viewer.access.may_write(writes):
        raise PurposeRequired
    with office.open(viewer) as session:
        if declaration.id is not None:
            session.info["because"] = {"declaration": str(declaration.id)}
        if declaration.consent is not None:
            with noting_refusals(session):
                require_consent(session, declaration.consent)
        why = _why(session, pack_text(declaration.purpose.label), None)
        yield session, replace(why, until=declaration.until)


def asks_purpose(view: Callable[P, R]) -> Callable[P, R | Any]:
    """Lead whoever looks without a purpose to the page where one is declared, and back."""

    @wraps(view)
    def asked(*args: P.args, **options: P.kwargs) -> R | Any:
        try:
            return view(*args, **options)
        except PurposeRequired:
            if request.method not in ("GET", "HEAD") or request.args.get("case"):
                raise
            return go(url_for("purposes.page", next=request.full_path.removesuffix("?")))

    return asked


def only_for(having: str) -> None:
    """Make sure that this kind of office has such a register (`plates`, `funds`), or NotFound."""
    if not getattr(this_office().kind, having):
        raise NotFound


def _why(session: ViewerSession, label: str, case: str | None) -> Why:
    change = url_for("purposes.page", next=request.path)
    return Why(label, case, session.viewer.access.may_read("contact"), change)
