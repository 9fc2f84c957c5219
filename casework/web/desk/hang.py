"""Hangs the desk's doors into the house."""

from flask import Flask

from casework.web.desk import cases_file  # noqa: F401  # it hangs its file on the work list
from casework.web.desk.agreements import agreements
from casework.web.desk.black_out import black_out
from casework.web.desk.board import board
from casework.web.desk.case_page import cases
from casework.web.desk.counter import counter
from casework.web.desk.extend import extending
from casework.web.desk.flows import flows
from casework.web.desk.forwarded import handing
from casework.web.desk.inbox import desk
from casework.web.desk.mandates import mandates
from casework.web.desk.moves import moves
from casework.web.desk.papers import papers
from casework.web.desk.paying import paying
from casework.web.desk.record import record
from casework.web.desk.records import records
from casework.web.desk.resume import resume
from casework.web.desk.route import routing
from casework.web.desk.seal import sealing
from casework.web.desk.search import search
from casework.web.desk.share import share
from casework.web.desk.signing import signing
from casework.web.desk.talk import talk
from casework.web.desk.why import why
from casework.web.doors import tenant_door
from casework.web.papers.issued import issued
from casework.web.post.linking import linking
from casework.web.post.pages import post
from casework.web.post.taking import taking


def hang_desk(app: Flask) -> None:
    """Every page of the desk; each view bears its guard."""
    tenant_door(app, desk, "/desk")
    tenant_door(app, share, "/desk")
    tenant_door(app, why, "/desk")
    tenant_door(app, board, "/desk")
    tenant_door(app, agreements, "/desk")
    tenant_door(app, search, "/desk/search")
    tenant_door(app, flows, "/desk/workflows")
    tenant_door(app, counter, "/desk/counter")
    tenant_door(app, resume, "/desk/counter")
    for blueprint in (
        cases,
        papers,
        issued,
        talk,
        moves,
        sealing,
        extending,
        mandates,
        signing,
        routing,
        records,
        record,
        black_out,
        handing,
        paying,
    ):
        tenant_door(app, blueprint, "/desk/cases")
    for blueprint in (taking, post, linking):
        tenant_door(app, blueprint, "/desk/post")
