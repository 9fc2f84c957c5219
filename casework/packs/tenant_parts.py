"""Questions that only some offices ask: what a field `needs` of the office's profile is there, or nobody is asked."""

from collections.abc import Mapping
from typing import Any

from casework.base.values import replace
from casework.packs.document import digest_of
from casework.packs.model import Field, Workflow
from casework.packs.model_form import NEVER

_MOST_KEPT = 256
_composed: dict[tuple[str, frozenset[str]], Workflow] = {}
"""Composed workflows by the pack's digest and what is missing: both tell everything that went in."""


def with_parts(workflow: Workflow, profile: Mapping[str, Any]) -> Workflow:
    """The workflow as this tenant asks it; itself where nothing is missing. A question that is left out stays a field,
    so that rules may still read that it was not answered."""
    wanted = {field.needs for field in workflow.fields if field.needs}
    missing = frozenset(name for name in wanted if not profile.get(name))
    if not missing:
        return workflow
    key = (workflow.digest, missing)
    if key not in _composed:
        while len(_composed) >= _MOST_KEPT:
            _composed.pop(next(iter(_composed)), None)
        _composed[key] = _without(workflow, missing)
    return _composed[key]


def _without(workflow: Workflow, missing: frozenset[str]) -> Workflow:
    def asked(field: Field) -> Field:
        return replace(field, when=NEVER) if field.needs in missing else field

    fields = tuple(asked(field) for field in workflow.fields)
    pages = tuple(replace(page, fields=tuple(map(asked, page.fields))) for page in workflow.pages)
    bare = replace(workflow, fields=fields, pages=pages, digest="")
    return replace(bare, digest=digest_of(bare))
