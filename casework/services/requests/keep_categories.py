"""Keep the office's categories: their words, how they are listed, what they ask, whether they are offered.

They stand in the tenant's profile, so every process has them with the tenant; cases keep the version they began under.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import Sayable, phrase
from casework.models.identity import Tenant
from casework.packs import Workflow, categories_of
from casework.packs.model_listing import AT_ONCE, NEVER, WHEN_SEEN
from casework.packs.schema_parts import Strict
from casework.packs.tenant_categories import PROFILE, QUESTION_KINDS, profile_part
from casework.services.staff.record import record

MOST, MOST_QUESTIONS = 60, 8
CODE = re.compile(r"[a-z][a-z0-9_]{1,23}")
CHOICES = ("choice", "choices")


class _OptionSchema(Strict):
    value = fields.String(required=True, validate=validate.Regexp(CODE.pattern + r"\Z|[0-9]{1,2}\Z"))
    label = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class _QuestionSchema(Strict):
    code = fields.String(required=True, validate=validate.Regexp(CODE.pattern + r"\Z"))
    label = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    why = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    hint = fields.Dict(keys=fields.String(), values=fields.String())
    kind = fields.String(required=True, validate=validate.OneOf(QUESTION_KINDS))
    required = fields.Boolean(load_default=False)
    public = fields.Boolean(load_default=False)
    options = fields.List(fields.Nested(_OptionSchema), validate=validate.Length(max=40))


class CategorySchema(Strict):
    """One category as a profile holds it."""

    code = fields.String(required=True, validate=validate.Regexp(CODE.pattern + r"\Z"))
    label = fields.Dict(keys=fields.String(), values=fields.String())
    hint = fields.Dict(keys=fields.String(), values=fields.String())
    group = fields.Dict(keys=fields.String(), values=fields.String())
    publish = fields.String(validate=validate.OneOf((AT_ONCE, WHEN_SEEN, NEVER)))
    grid = fields.Integer(validate=validate.Range(0, 20_000))
    radius = fields.Integer(validate=validate.Range(0, 5_000))
    days = fields.Integer(validate=validate.Range(1, 730))
    off = fields.Boolean()
    questions = fields.List(fields.Nested(_QuestionSchema), validate=validate.Length(max=MOST_QUESTIONS))


_SCHEMA: Schema = CategorySchema()


def keep_category(
    session: Session,
    tenant_id: int,
    workflow: Workflow,
    told: Mapping[str, Any],
    *,
    actor: UUID,
    new: bool = False,
) -> None:
    """Keep one category as `told` has it (see `CategorySchema`). `workflow` is the shipped one.

    Raises InvalidInput by part. A category is never removed, since requests of before bear it; it is set off.
    """
    row = session.scalar(select(Tenant).where(Tenant.id == tenant_id).with_for_update())
    if row is None:
        raise NotFound
    known = {one.code: one for one in categories_of(workflow, row.profile)}
    code = str(told.get("code", ""))
    errors = _errors(told, known, new=new, language=row.languages[0])
    if errors:
        raise InvalidInput(errors)
    if not new and code not in known:
        raise NotFound
    part = row.profile.get(PROFILE) or {}
    others = [one for one in part.get("of", ()) if one["code"] != code]
    row.profile = row.profile | {PROFILE: profile_part(workflow, [*others, dict(told)])}
    act = "category.added" if new else "category.changed"
    record(
        session, act, tenant_id=tenant_id, actor=actor, detail={"category": code, "workflow": workflow.name}
    )


def told_category(profile: Mapping[str, Any], code: str) -> dict[str, Any]:
    """What the profile says of a category so far."""
    part = profile.get(PROFILE)
    of: Sequence[Mapping[str, Any]] = part.get("of", ()) if isinstance(part, Mapping) else ()
    return dict(next((one for one in of if one["code"] == code), {"code": code}))


def _errors(
    told: Mapping[str, Any], known: Mapping[str, Any], *, new: bool, language: str
) -> dict[str, Sayable]:
    code = str(told.get("code", ""))
    errors: dict[str, Sayable] = {}
    if new and (code in known or not CODE.fullmatch(code)):
        errors["code"] = phrase("Enter a short name that no other category has: small letters, digits and _")
    if new and not (told.get("label") or {}).get("en"):
        errors["label-en"] = phrase("Enter the words that people see")
    if new and len(known) >= MOST:
        errors["code"] = phrase("There are 60 categories already. Set one off and use its place")
    errors |= _question_errors(told.get("questions", ()), language)
    if errors:
        return errors
    try:
        _SCHEMA.load(dict(told))
    except ValidationError as bad:
        names: Mapping[str, Any] = bad.messages if isinstance(bad.messages, Mapping) else {}
        return {str(name): phrase("Enter a whole number that is in the range") for name in names}
    return {}


def _question_errors(questions: Sequence[Mapping[str, Any]], language: str) -> dict[str, Sayable]:
    if len(questions) > MOST_QUESTIONS:
        return {"question-en": phrase("A category asks at most 8 questions of its own")}
    errors: dict[str, Sayable] = {}
    for question in questions:
        if not (question.get("label") or {}).get("en"):
            errors["question-en"] = phrase("Enter the question")
        if not (question.get("why") or {}).get("en"):
            errors["why-en"] = phrase("Say in one sentence what the answer is for; the person reads it")
        if (question.get("kind") in CHOICES) != (len(question.get("options", ())) >= 2):
            errors["options-en"] = phrase(
                "A choice needs two answers or more, one a line; other questions none"
            )
    return errors
