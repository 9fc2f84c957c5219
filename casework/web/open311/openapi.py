"""What is spoken here as an OpenAPI 3.1 document: each method in both formats, with every answer that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, url_for

from casework.services.requests.asked import DATATYPES
from casework.services.staff.present import current_tenant
from casework.web.open311.door import everybody, open311
from casework.web.open311.services import listed
from casework.web.open311.written import FORMATS
from casework.web.public.door import office_here

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NULLABLE: Schema = {"type": ["string", "null"]}
INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
DEGREES: Schema = {"type": ["number", "null"]}
YES_NO: Schema = {"enum": ["true", "false"]}
ERRORS = {
    "400": "Something was sent that can’t be taken.",
    "403": "No key, or one that opens nothing here.",
    "404": "No such jurisdiction, service or request.",
    "413": "More was sent than is taken.",
    "429": "Too many at once; Retry-After says when.",
}


@open311.get("/openapi.json")
@everybody
def document() -> Response:
    """The document. NotFound at an office that lists nothing."""
    listed(office_here())
    base = url_for("open311.services", fmt="xml", _external=True).removesuffix("/services.xml")
    told = {
        "openapi": "3.1.0",
        "info": {"title": f"Open311 GeoReport v2, {current_tenant().name}", "version": "2.0.0"},
        "servers": [{"url": base}],
        "paths": paths(),
        "components": {"schemas": SCHEMAS, "parameters": PARAMETERS},
    }
    return jsonify(told)


def paths() -> dict[str, Any]:
    """Every address with its methods."""
    found: dict[str, Any] = {}
    for fmt in FORMATS:
        found[f"/services.{fmt}"] = {"get": _get("services", "Services", fmt)}
        found[f"/services/{{service_code}}.{fmt}"] = {
            "get": _get("service", "ServiceDefinition", fmt, "service_code")
        }
        found[f"/requests.{fmt}"] = {
            "get": _get("requests", "ServiceRequests", fmt, *FILTERS),
            "post": _post(fmt),
        }
        found[f"/requests/{{service_request_id}}.{fmt}"] = {
            "get": _get("request", "ServiceRequests", fmt, "service_request_id", "extensions")
        }
        found[f"/tokens/{{token}}.{fmt}"] = {"get": _get("token", "Tokens", fmt, "token")}
    return found


def _get(name: str, schema: str, fmt: str, *parameters: str) -> dict[str, Any]:
    asked = ("jurisdiction_id", *parameters)
    return {
        "operationId": f"{name}_{fmt}",
        "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in asked],
        "responses": _answers(schema, fmt, "400", "404"),
    }


def _post(fmt: str) -> dict[str, Any]:
    return {
        "operationId": f"report_{fmt}",
        "parameters": [{"$ref": "#/components/parameters/Idempotency-Key"}],
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": _ref("Report")}},
        },
        "responses": _answers("Sent", fmt, *ERRORS),
    }


def _answers(schema: str, fmt: str, *errors: str) -> dict[str, Any]:
    found = {"200": _answer("What was asked for.", schema, fmt)}
    return found | {status: _answer(ERRORS[status], "Errors", fmt) for status in errors}


def _answer(said: str, schema: str, fmt: str) -> dict[str, Any]:
    kind = FORMATS[fmt].partition(";")[0]
    return {
        "description": said,
        "content": {kind: {"schema": _ref(schema) if fmt == "json" else dict(TEXT)}},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _thing(properties: Mapping[str, Schema], *, more: Mapping[str, Schema] | None = None) -> Schema:
    """An object that has all of these, perhaps some more, and nothing else."""
    return {
        "type": "object",
        "properties": {**properties, **(more or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_VALUES = {"type": ["array", "null"], "items": _thing({"key": TEXT, "name": TEXT})}
_ATTRIBUTE = _thing(
    {
        "variable": YES_NO,
        "code": TEXT,
        "datatype": {"enum": sorted(set(DATATYPES.values()))},
        "required": YES_NO,
        "datatype_description": NULLABLE,
        "order": {"type": "integer", "minimum": 1},
        "description": TEXT,
        "values": _VALUES,
    }
)
_SERVICE = _thing(
    {
        "service_code": TEXT,
        "service_name": TEXT,
        "description": NULLABLE,
        "metadata": YES_NO,
        "type": {"enum": ["realtime"]},
        "keywords": NULLABLE,
        "group": NULLABLE,
    }
)
_REQUEST = _thing(
    {
        "service_request_id": TEXT,
        "status": {"enum": ["open", "closed"]},
        **dict.fromkeys(("status_notes", "service_name", "service_code"), TEXT),
        **dict.fromkeys(("description", "agency_responsible", "service_notice"), NULLABLE),
        **dict.fromkeys(("requested_datetime", "updated_datetime", "expected_datetime"), INSTANT),
        **dict.fromkeys(("address", "address_id", "zipcode"), NULLABLE),
        **dict.fromkeys(("lat", "long"), DEGREES),
        "media_url": NULLABLE,
    },
    more={
        "attributes": _list(_thing(dict.fromkeys(("label", "code", "name", "value"), TEXT))),
        "notes": _list(_thing({"datetime": INSTANT, "description": TEXT, "type": TEXT})),
    },
)
SCHEMAS: dict[str, Schema] = {
    "Services": _list(_SERVICE),
    "ServiceDefinition": _thing({"service_code": TEXT, "attributes": _list(_ATTRIBUTE)}),
    "ServiceRequests": _list(_REQUEST),
    "Tokens": _list(_thing({"service_request_id": TEXT, "token": TEXT})),
    "Sent": _list(_thing({"service_request_id": TEXT, "service_notice": TEXT, "account_id": NULLABLE})),
    "Errors": _list(_thing({"code": {"type": "integer"}, "description": TEXT})) | {"minItems": 1},
    "Report": {
        "type": "object",
        "description": "And attribute[CODE] for what the service asks; a place is lat with long, or address_string.",
        "properties": {
            "api_key": {**TEXT, "minLength": 1},
            "service_code": {**TEXT, "minLength": 1},
            **dict.fromkeys(("jurisdiction_id", "address_string", "address_id"), TEXT),
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "long": {"type": "number", "minimum": -180, "maximum": 180},
            **dict.fromkeys(("first_name", "last_name", "email", "phone", "device_id", "account_id"), TEXT),
            "description": {**TEXT, "maxLength": 4000},
            "media_url": TEXT,
        },
        "required": ["api_key", "service_code"],
    },
}
FILTERS = (
    *("service_request_id_list", "service_code_list", "start_date", "end_date", "status"),
    *("page", "page_size", "extensions"),
)


def _parameter(name: str, schema: Schema = TEXT, *, where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


_PART: Schema = {**TEXT, "minLength": 1, "maxLength": 32, "pattern": r"^[A-Za-z0-9_-]+$"}
PARAMETERS: dict[str, Any] = {
    "jurisdiction_id": _parameter("jurisdiction_id"),
    "service_code": _parameter("service_code", _PART, where="path"),
    "service_request_id": _parameter("service_request_id", _PART, where="path"),
    "token": _parameter("token", _PART, where="path"),
    "service_request_id_list": _parameter("service_request_id"),
    "service_code_list": _parameter("service_code"),
    "start_date": _parameter("start_date", {**TEXT, "format": "date-time"}),
    "end_date": _parameter("end_date", {**TEXT, "format": "date-time"}),
    "status": _parameter("status", {"enum": ["open", "closed", "open,closed"]}),
    "page": _parameter("page", {"type": "integer", "minimum": 1, "maximum": 1000}),
    "page_size": _parameter("page_size", {"type": "integer", "minimum": 1, "maximum": 1000}),
    "extensions": _parameter("extensions", {"enum": ["true", "false"]}),
    "Idempotency-Key": _parameter(
        "Idempotency-Key", {**TEXT, "pattern": r"^[\x21-\x7e]{1,200}$"}, where="header"
    ),
}
