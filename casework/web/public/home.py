"""The services of an office, and the page each begins with."""

from flask import render_template

from casework.packs import Clock, Workflow
from casework.web.public.door import everybody, office_here, public, service_here, services_of
from casework.web.public.holder import holder_of
from casework.web.public.linked import link_parts


@public.get("/")
@everybody
def home() -> str:
    """What can be asked for here, and a box to see how a request is going."""
    office = office_here()
    services = [(flow, decision_clock(flow)) for flow in services_of(office)]
    return render_template("public/services.html", services=services)


@public.get("/services/<name>/")
@everybody
def start(name: str) -> str:
    """What you need, how long it takes, what becomes of it."""
    workflow = service_here(office_here(), name)
    return render_template(
        "public/start.html",
        workflow=workflow,
        clock=decision_clock(workflow),
        begun=holder_of(name) is not None,
        first=workflow.pages[0].name,
        told=dict(link_parts(workflow)),
    )


def decision_clock(workflow: Workflow) -> Clock | None:
    """What is promised of the whole: of the clocks that start with the case, that of its end, else the longest."""
    begun = (clock for clock in workflow.clocks if clock.starts == "opened" and not clock.by_applicant)
    return max(begun, key=lambda one: (one.measures == "resolution", _about(one)), default=None)


def _about(clock: Clock) -> int:
    return (clock.months or 0) * 31 + (clock.days or 0)
