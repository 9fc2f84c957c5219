"""The blueprint of the public pages, and what each of them begins with."""

from typing import Any

from flask import Blueprint, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import NotFound
from casework.packs import Clock, Workflow
from casework.packs.field_kinds import Asking
from casework.policy.guard import open_to_all
from casework.services.documents.media import MOST_BYTES_OF_CASE
from casework.services.office import Office
from casework.services.staff.present import current_tenant
from casework.web.formats import reader
from casework.web.lengths import term_text
from casework.web.words import pack_text

public = Blueprint("public", __name__)
everybody = open_to_all("Whoever lives here may apply; what was begun opens by its secret alone.")
_FORM = 4_000_000


def take_large_bodies(blueprint: Blueprint) -> None:
    """Let the pages of `blueprint` take as many files at once as one case may have, before anything is read."""

    @blueprint.url_value_preprocessor
    def widen(endpoint: str | None, values: dict[str, Any] | None) -> None:
        request.max_content_length = MOST_BYTES_OF_CASE + _FORM


take_large_bodies(public)


@public.before_app_request
def foot() -> None:
    """Links at the foot of every page for the public."""
    if g.get("tenant") is not None:
        listed = [(_l("What was reported"), url_for("requests.page"))] if office_here().listed else []
        g.foot_links = [
            (_l("All services"), url_for("public.home")),
            *listed,
            (_l("See how your request is going"), url_for("track.enter_page")),
            *([(_l("Your giving"), url_for("own_giving.enter_page"))] if office_here().kind.funds else []),
            *([(_l("Sign with a code"), url_for("sign.enter_page"))] if _somebody_signs() else []),
            (_l("Check a paper"), url_for("paper_check.page")),
            (_l("For staff"), url_for("auth.sign_in_page")),
        ]


def _somebody_signs() -> bool:
    """Whether parties sign in any workflow of this office."""
    return any(flow.signatures for flow in services_of(office_here()))


def office_here() -> Office:
    """The office whose address this is."""
    return Office.of(current_tenant())


def services_of(office: Office) -> list[Workflow]:
    """What can be applied for online at this office."""
    return [flow for flow in office.workflows if flow.online]


def service_here(office: Office, name: str) -> Workflow:
    """The service of this name; NotFound when this office does not offer it online."""
    found = next((flow for flow in services_of(office) if flow.name == name), None)
    if found is None:
        raise NotFound
    return found


def asking_here() -> Asking:
    """How dates, amounts and phone numbers are written on this page."""
    tenant = current_tenant()
    return Asking(reader().language, tenant.country, tenant.currency, tenant.currencies)


@public.app_template_global()
def lang_here() -> str:
    """The reader's language, for wording of packs inside macros."""
    return str(reader().language)


@public.app_template_global()
def answer_in(clock: Clock) -> str:
    """The promise of a clock in words: what comes, and within which time."""
    return _("%(promise)s within %(time)s", promise=pack_text(clock.label), time=term_text(clock.usual))
