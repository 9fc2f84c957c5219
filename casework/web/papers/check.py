"""The public check: does the paper in your hand still hold? No account, no name, and one answer for all that do not."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from casework.policy.guard import open_to_all
from casework.services.papers.check_code import is_current
from casework.services.staff import throttle
from casework.store.identity import identity_session
from casework.web.auth import Page
from casework.web.public.door import office_here

paper_check = Blueprint("paper_check", __name__)
everybody = open_to_all("Whoever holds a paper may ask whether it still holds; nothing else is told.")
LONGEST = 64


@paper_check.get("/check-paper/")
@everybody
def page() -> str:
    """Ask for the code on the paper."""
    return render_template("papers/check.html", asked=False, current=False)


@paper_check.post("/check-paper/")
@everybody
def answer() -> Page:
    """Yes, or no for every other reason; each try counts."""
    tenant = office_here().tenant
    code = request.form.get("code", "")[:LONGEST]
    throttle.spend(throttle.PAPER_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=tenant.id)
    with identity_session() as session:
        current = is_current(session, code, tenant_id=tenant.id)
    return render_template("papers/check.html", asked=True, current=current)
