"""A tenant's own categories put over a workflow: more of them, other words, questions of their own.

What comes out is a workflow like any other, so forms, pages, API, disclosure and retention follow by themselves, and a
case is pinned to it as to the shipped one. A question is of the readers and the retention of the category's own answer,
and never of a class that only some of its readers open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from casework.base.values import Value, replace
from casework.packs.document import digest_of
from casework.packs.model import Field, Listed, Listing, Option, Workflow
from casework.packs.text import NOTHING, Text

PROFILE = "categories"
QUESTION_KINDS = ("text", "long_text", "integer", "yes_no", "choice", "choices", "date")
QUESTION_CLASS = "matter"
OTHER = "other"
"""The code of what is offered when nothing before it fits: whoever reads down the list reads it last."""
_MOST_KEPT = 256


class Category(Value):
    """One category of an office: its words, how it is listed, what it asks, and whether it is offered."""

    code: str
    label: Text
    hint: Text
    listed: Listed
    questions: tuple[Field, ...]
    off: bool = False
    own: bool = False  # the tenant's, not the pack's


_composed: dict[tuple[str, str], Workflow] = {}
"""Composed workflows by the digests of pack and tenant's part: both tell everything that went in."""


def with_categories(workflow: Workflow, profile: Mapping[str, Any]) -> Workflow:
    """The workflow as this tenant's profile adjusts it; itself where nothing is said."""
    told = _told(workflow, profile)
    if workflow.listing is None or not told:
        return workflow
    key = (workflow.digest, str(profile[PROFILE]["digest"]))
    if key not in _composed:
        while len(_composed) >= _MOST_KEPT:
            _composed.pop(next(iter(_composed)), None)
        _composed[key] = _over(workflow, workflow.listing, categories_of(workflow, profile))
    return _composed[key]


def categories_of(workflow: Workflow, profile: Mapping[str, Any]) -> tuple[Category, ...]:
    """Every category of a workflow with a public list, those that are off too: the pack's, the office's, `OTHER`."""
    listing = workflow.listing
    if listing is None:
        return ()
    told = {str(one["code"]): one for one in _told(workflow, profile)}
    asked = workflow.field(listing.category)
    shipped = [_shipped(workflow, listing, option) for option in asked.options]
    changed = [_changed(asked, one, told.pop(one.code, {})) for one in shipped]
    own = [_changed(asked, _new(code), one) for code, one in told.items()]
    return tuple(sorted((*changed, *own), key=lambda one: one.code == OTHER))


def profile_part(workflow: Workflow, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a profile keeps under `PROFILE`."""
    part = {"workflow": workflow.name, "of": list(told)}
    packed = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return part | {"digest": hashlib.sha256(packed.encode()).hexdigest()}


def question_name(category: str, code: str) -> str:
    """The name of the field that a category's question becomes."""
    return f"q_{category}_{code}"


def _told(workflow: Workflow, profile: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    part = profile.get(PROFILE)
    if not isinstance(part, Mapping) or part.get("workflow") != workflow.name:
        return ()
    return part.get("of", ())  # type: ignore[no-any-return]  # as `profile_part` made it


def _shipped(workflow: Workflow, listing: Listing, option: Option) -> Category:
    own = f'{listing.category} == "{option.value}"'
    questions = tuple(field for field in workflow.fields if field.when == own)
    return Category(option.value, option.label, option.hint, listing.of(option.value), questions)


def _new(code: str) -> Category:
    return Category(code, NOTHING, NOTHING, Listed(code), (), own=True)


def _changed(asked: Field, one: Category, told: Mapping[str, Any]) -> Category:
    listed = replace(
        one.listed,
        group=_text(told.get("group")) or one.listed.group,
        **{name: told[name] for name in ("publish", "grid", "radius", "days") if name in told},
    )
    questions = tuple(_question(asked, one.code, question) for question in told.get("questions", ()))
    return replace(
        one,
        label=_text(told.get("label")) or one.label,
        hint=_text(told.get("hint")) or one.hint,
        listed=listed,
        questions=(*one.questions, *questions),
        off=bool(told.get("off")),
    )


def _question(asked: Field, category: str, told: Mapping[str, Any]) -> Field:
    return Field(
        name=question_name(category, str(told["code"])),
        kind=str(told["kind"]),
        label=_text(told["label"]),
        cls=QUESTION_CLASS,
        why=_text(told["why"]),
        opens=asked.opens,
        keep=asked.keep,
        hint=_text(told.get("hint")),
        required=bool(told.get("required")),
        when=f'{asked.name} == "{category}"',
        options=tuple(Option(str(one["value"]), _text(one["label"])) for one in told.get("options", ())),
        page=asked.page,
        max_length=500,
        public=bool(told.get("public")),
    )


def _over(workflow: Workflow, listing: Listing, categories: Sequence[Category]) -> Workflow:
    offered = [one for one in categories if not one.off]
    known = {field.name for field in workflow.fields}
    added = [field for one in offered for field in one.questions if field.name not in known]
    options = tuple(Option(one.code, one.label, one.hint) for one in offered)
    fields: list[Field] = []
    for field in workflow.fields:
        fields += [replace(field, options=options), *added] if field.name == listing.category else [field]
    bare = replace(
        workflow,
        fields=tuple(fields),
        pages=tuple(
            replace(page, fields=tuple(field for field in fields if field.page == page.name))
            for page in workflow.pages
        ),
        sections=tuple(
            replace(section, fields=(*section.fields, *(field.name for field in added)))
            if listing.category in section.fields
            else section
            for section in workflow.sections
        ),
        listing=replace(listing, categories=tuple(one.listed for one in categories)),
        digest="",
    )
    return replace(bare, digest=digest_of(bare))


def _text(words: Any) -> Text:
    return Text(dict(words)) if isinstance(words, Mapping) and words else NOTHING
