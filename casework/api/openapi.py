"""The API as a whole: its OpenAPI document, made from the operations, and where they hang."""

from functools import lru_cache
from http import HTTPStatus
from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask, Response
from flask_smorest import Api
from flask_smorest.utils import prepare_response

from casework.api.operation import Operations
from casework.policy.guard import open_to_all

ROOT = "/api/v1"
PROBLEM = "application/problem+json"
DESCRIPTION = """
Casework's API does what the pages do, through the same rules: what your duties do not open is not in the answer, and
every reading of personal data is on the office's ledger.

**Token.** A member makes it at the desk (*Your account*, then *API tokens*). It belongs to that member and office, and
is narrowed to named permissions and to one purpose. Send it with every request; cookies are never read:

```
curl -H "Authorization: Bearer $TOKEN" https://casework.example/api/v1/cases
```

`x-permission` beside each operation names the permission that the token needs. Reading or moving a case needs a token
whose purpose is the case's own.

People, vehicles, plates, gifts, pledges and receipts are read outside cases, so their tokens need a purpose meant for
that. Where the law demands facts with each reading, send them along; they stand in the ledger:

```
curl -H "Authorization: Bearer $TOKEN" -H 'Purpose-Facts: {"programme": "R-2026-14"}' \\
  "https://casework.example/api/v1/vehicles?vin=1HGCM82633A004352"
```

**Lenders** that hold titles electronically get a token of their own from the office (*Electronic lenders* at the
desk), for the operations under `/lender` alone. What they send is signed with the key that belongs to the token.

**Problems** are `application/problem+json` (RFC 9457). `errors` names fields, `code` is stable for programs, `detail`
is for people. What belongs to another office and what does not exist answer alike: 404.

**Doing things once.** Creating takes an `Idempotency-Key`. The same key with the same request gives the same answer for
24 hours; with another request it is refused (422).

**Nobody overwrites anybody.** Moving a case takes `If-Match` with the `ETag` that reading it gave: without it 428, with
an old one 412.

**Lists** are paged by cursors: follow `next` of the answer, or the `Link` header (RFC 8288).

**Withheld.** What your duties or purpose do not open has its key in the answer, no value, and the reason: the rule that
keeps it closed, the duties and purposes of which one would open it, and the titles at the office to ask.

```
{"withheld": true, "rule": "duty", "classes": ["sealed"],
 "needs": {"duties": ["examiner"], "purposes": []}, "ask": ["Title examiner"]}
```

What is withheld can't be used either: to find, filter, sort, compare or export by it is refused with 403 and the code
`FIELD_WITHHELD`.
"""


class ProblemShape(ma.Schema):
    """RFC 9457, with `code` and `errors` where there are any."""

    type = ma.fields.String(metadata={"description": "Always about:blank", "example": "about:blank"})
    title = ma.fields.String(metadata={"example": "Unprocessable Entity"})
    status = ma.fields.Integer(metadata={"example": 422})
    detail = ma.fields.String(metadata={"description": "What to do, in the member's language"})
    instance = ma.fields.String(metadata={"example": "/api/v1/cases"})
    request_id = ma.fields.String(metadata={"description": "For questions to the operator"})
    code = ma.fields.String(metadata={"example": "SELLER_NOT_OWNER"})
    errors = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        metadata={"description": "What is wrong, by field", "example": {"answers.vin": "Enter the VIN"}},
    )


class House(Api):  # type: ignore[misc]  # untyped upstream
    """flask-smorest's Api, without its handler of every HTTPException in the application."""

    ERROR_SCHEMA = ProblemShape

    def _register_error_handlers(self) -> None:
        """None: the application answers for its errors, here as everywhere."""

    def hang(self, group: Operations) -> None:
        """Register a group's operations and describe them under its own label."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][group.name] = self
        self._app.register_blueprint(group, url_prefix=ROOT)
        group.register_views_in_doc(self, self._app, self.spec, name=group.name, parameters=None)
        self.spec.tag({"name": group.label, "description": group.description})

    def _register_responses(self) -> None:
        failures = {status.name: status.phrase for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
        for name, phrase in {**failures, self.DEFAULT_ERROR_RESPONSE_NAME: "Any other problem"}.items():
            told: dict[str, Any] = {"description": phrase, "schema": self.ERROR_SCHEMA}
            prepare_response(told, self.spec, PROBLEM)
            self.spec.components.response(name, told, lazy=True)

    @open_to_all("The description of the API holds nothing about anybody.")
    def _openapi_json(self) -> Response:
        answer: Response = super()._openapi_json()
        answer.headers["Cache-Control"] = "public, max-age=300"
        return answer


def install_api(app: Flask) -> None:
    """Hang the operations and the document made from them into `app`."""
    app.config.update(OPENAPI_URL_PREFIX=ROOT, OPENAPI_JSON_PATH="openapi.json")
    api = House(
        app,
        spec_kwargs={
            "title": "Casework",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {"description": DESCRIPTION.strip(), "license": {"name": "Apache-2.0"}},
            "security": [{"token": []}],
            "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name),
        },
    )
    scheme = {"type": "http", "scheme": "bearer", "description": "A token made at the desk: cw_…"}
    api.spec.components.security_scheme("token", scheme)
    for group in _groups():
        api.hang(group)


def _name(shape: type[ma.Schema] | ma.Schema | str) -> str:
    """What a shape is called in the document: `CaseShape` is Case there."""
    found = resolve_schema_cls(shape)
    return "" if isinstance(found, list) else found.__name__.removesuffix("Shape")


@lru_cache(maxsize=1)
def _groups() -> tuple[Operations, ...]:
    from casework.api.v1 import GROUPS  # its modules declare operations when they are read

    return GROUPS
