"""The roof of the web side: one call makes an application of settings, doors and guards."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import configure_mappers

from casework.api.bearer import recognise_bearer
from casework.api.openapi import install_api
from casework.base.beside import Check, Verdict, at_once
from casework.core import fit_core, key_for
from casework.policy.guard import open_to_all
from casework.settings import Settings
from casework.web import health
from casework.web.account import account
from casework.web.admin.areas import areas
from casework.web.admin.calendars import calendars
from casework.web.admin.categories import categories
from casework.web.admin.exemptions import exemptions
from casework.web.admin.forwarding import forwarding
from casework.web.admin.members import members
from casework.web.admin.office import office
from casework.web.admin.promises import promises
from casework.web.admin.replies import replies
from casework.web.admin.units import units
from casework.web.appeals.stop import appeal_stop
from casework.web.auth import auth
from casework.web.brand import brand
from casework.web.calendar_feed import calendar
from casework.web.csrf import install_csrf
from casework.web.desk.hang import hang_desk
from casework.web.doors import house_door, tenant_door
from casework.web.drain import install_drain
from casework.web.emergency.hang import hang_emergency
from casework.web.errors import check_text, install_errors
from casework.web.frame import install_frame
from casework.web.fraud.pages import flags
from casework.web.front import front
from casework.web.guards import check_guards, install_guards
from casework.web.imports.hang import hang_imports
from casework.web.locale import install_locale
from casework.web.look import assets, install_look
from casework.web.lookup.consents import consents
from casework.web.lookup.pages import lookup
from casework.web.open311 import discovery_door, open311
from casework.web.outbox import outbox
from casework.web.oversight.hang import hang_oversight
from casework.web.own_giving import own_giving
from casework.web.papers.check import paper_check
from casework.web.password_links import password_links
from casework.web.post.hook import mail_hook
from casework.web.public import public
from casework.web.registers.hang import hang_registers
from casework.web.relations import relations
from casework.web.requests import requests
from casework.web.session import install_session
from casework.web.sign import sign
from casework.web.tenancy import TenantApp, install_tenancy
from casework.web.tokens import tokens
from casework.web.track import track
from casework.web.visit import VisitInterface

MOST_BYTES = 24 * 1024 * 1024
"""Of a request: one upload of 20 MB and the form around it."""

QUICKEST_PERSON = 3.0
"""Seconds within which nobody reads and answers a whole form."""


def create_app(settings: Settings, trying: Callable[[Check], Verdict] = at_once) -> Flask:
    """A WSGI application of this installation. Refuses to start with an unguarded route, or when a hook of the
    enforcement does not fire."""
    app = TenantApp("casework", static_folder=None, template_folder=None)
    verdict = fit_core(app, settings, trying)
    _configure(app, settings)
    app.session_interface = VisitInterface()
    # Each adds its step before the view, in this order: name the request, find the tenant and who asks, let in
    # or not, and only then read what was sent.
    install_errors(app)
    install_tenancy(app, settings)
    install_session(app, others={"/api/": recognise_bearer})
    install_locale(app)
    install_guards(app)
    app.before_request(check_text)
    install_csrf(app)
    install_frame(app)
    install_look(app)
    install_drain(app)
    _hang_doors(app)
    check_guards(app)
    configure_mappers()  # before this process is copied, and not in each copy
    verdict()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=key_for(settings, "visits"),
        CSRF_KEY=key_for(settings, "forms"),
        DEVICE_KEY=key_for(settings, "devices"),
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=1000,
        QUICKEST_PERSON=QUICKEST_PERSON,
        DEMO=settings.demo,
        PREFERRED_URL_SCHEME=settings.base_url.split(":")[0],
    )


def _hang_doors(app: Flask) -> None:
    """Every blueprint with its guard beside it."""
    house_door(app, front)
    house_door(app, health.blueprint, guard=open_to_all("Supervisors and balancers ask whether it lives."))
    house_door(app, assets, guard=open_to_all("Stylesheet, module and mark hold nothing personal."))
    tenant_door(app, brand, guard=open_to_all("A tenant's colours and the reader's choice of light or dark."))
    house_door(app, outbox)
    for for_everybody in (public, track, own_giving):
        tenant_door(app, for_everybody)
    tenant_door(app, requests, "/requests")
    tenant_door(app, open311, "/open311/v2")
    tenant_door(app, discovery_door)
    tenant_door(app, sign)
    tenant_door(app, mail_hook)
    tenant_door(app, appeal_stop)
    tenant_door(app, paper_check)
    tenant_door(app, auth)
    tenant_door(app, password_links)
    tenant_door(app, account, "/account")
    tenant_door(app, tokens, "/account/tokens")
    tenant_door(app, calendar)
    tenant_door(app, relations)
    _hang_administration(app)
    hang_desk(app)
    hang_registers(app)
    hang_imports(app)
    hang_oversight(app)
    hang_emergency(app)
    tenant_door(app, flags, "/desk/flags")
    tenant_door(app, lookup, "/desk/lookup")
    tenant_door(app, consents, "/desk/consents")
    install_api(app)


def _hang_administration(app: Flask) -> None:
    tenant_door(app, members, "/admin/members")
    tenant_door(app, units, "/admin/units")
    tenant_door(app, areas, "/admin/areas")
    tenant_door(app, categories, "/admin/categories")
    tenant_door(app, forwarding, "/admin/forwarding")
    tenant_door(app, calendars, "/admin/calendar")
    tenant_door(app, replies, "/admin/answers")
    tenant_door(app, promises, "/admin/promises")
    tenant_door(app, exemptions, "/admin/exemptions")
    tenant_door(app, office, "/admin")
