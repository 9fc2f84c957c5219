"""The services: categories of requests, and what each asks beside the place."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.packs import Category, Field, Workflow
from casework.services.office import Office
from casework.services.requests.asked import DATATYPES, NO, YES, questions
from casework.services.requests.public_list import office_categories
from casework.web.open311.door import TYPE, everybody, jurisdiction, open311
from casework.web.open311.written import written
from casework.web.public.door import office_here
from casework.web.words import pack_text


@open311.get(f"/services.{TYPE}")
@everybody
def services(fmt: str) -> Response:
    """What may be asked for."""
    jurisdiction()
    office = office_here()
    flow = listed(office)
    return written("services", [_service(flow, one) for one in offered(office).values()], fmt)


@open311.get(f"/services/<string(maxlength=80):code>.{TYPE}")
@everybody
def definition(code: str, fmt: str) -> Response:
    """What a service asks beside the place."""
    jurisdiction()
    office = office_here()
    flow = listed(office)
    category = offered(office).get(code)
    if category is None:
        raise NotFound
    asked = [_attribute(field, at) for at, field in enumerate(questions(flow, code), 1)]
    return written("service_definition", {"service_code": code, "attributes": asked}, fmt)


def listed(office: Office) -> Workflow:
    """The kind of work that requests come in by. NotFound at an office that lists nothing."""
    if office.listed is None:
        raise NotFound
    return office.listed


def offered(office: Office) -> dict[str, Category]:
    """The categories that are offered today, by code."""
    return {code: one for code, one in office_categories(office).items() if not one.off}


def _service(flow: Workflow, one: Category) -> dict[str, Any]:
    return {
        "service_code": one.code,
        "service_name": pack_text(one.label),
        "description": pack_text(one.hint) or None,
        "metadata": "true" if questions(flow, one.code) else "false",
        "type": "realtime",
        "keywords": None,
        "group": pack_text(one.listed.group) or None,
    }


def _attribute(field: Field, order: int) -> dict[str, Any]:
    return {
        "variable": "true",
        "code": field.name,
        "datatype": DATATYPES[field.kind],
        "required": "true" if field.required else "false",
        "datatype_description": pack_text(field.hint) or None,
        "order": order,
        "description": pack_text(field.label),
        "values": _values(field) or None,
    }


def _values(field: Field) -> list[dict[str, str]]:
    if field.kind == "yes_no":
        return [{"key": YES, "name": _("Yes")}, {"key": NO, "name": _("No")}]
    return [{"key": one.value, "name": pack_text(one.label)} for one in field.options]
