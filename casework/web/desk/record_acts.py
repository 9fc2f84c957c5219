"""What is done to a record of a request, and the page with what was wrong where it was not done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, request

from casework.base.errors import InvalidInput, Refused
from casework.models import Case
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.desk.opening import opened_case
from casework.web.go import go
from casework.web.words import speak, told

Drawn = Callable[[Mapping[str, str], Mapping[str, str]], str]
"""The page again, with what was typed and what is wrong."""


def act_on_record(
    number: str, act: Callable[[ViewerSession, Case], object], said: str, *, to: str, again: Drawn
) -> Page:
    """Do it in this case, say so and go on to `to`."""
    try:
        with opened_case(number) as (session, case, _workflow):
            act(session, case)
            session.commit()
    except InvalidInput as wrong:
        return again(request.form.to_dict(), told(wrong)), wrong.status
    except Refused as why:
        return again({}, {"refused": speak(why.said)}), why.status
    flash(said, "good")
    return go(to)
