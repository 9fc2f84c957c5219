"""What a category asks beside place, words, photos and who asks: the questions that Open311 has a type for."""

from __future__ import annotations

from typing import Any

from casework.packs import Field, Workflow

DATATYPES = {
    "text": "string",
    "long_text": "text",
    "integer": "number",
    "date": "datetime",
    "choice": "singlevaluelist",
    "yes_no": "singlevaluelist",
    "choices": "multivaluelist",
}
"""Kinds of question that the protocol has a type for."""
YES, NO = "yes", "no"


def questions(flow: Workflow, category: str) -> tuple[Field, ...]:
    """Those of this category."""
    listing = flow.listing
    party = flow.applicant()
    known = set(listing.fields()) if listing else set()
    known |= {name for name in (party.name, party.email, party.phone) if name} if party else set()
    own = f'{listing.category} == "{category}"' if listing else ""
    return tuple(
        field
        for field in flow.fields
        if field.name not in known and field.kind in DATATYPES and field.when in (None, own)
    )


def told_outside(flow: Workflow, category: str) -> tuple[Field, ...]:
    """Of them, those whose answers may leave the office: they are about no person, or stand in public anyway."""
    private = flow.confidential.when if flow.confidential else None
    return tuple(
        field
        for field in questions(flow, category)
        if field.name != private and (field.cls == "open" or field.public)
    )


def as_values(value: Any) -> tuple[str, ...]:
    """An answer as the protocol sends it: one value, or several of a list."""
    if isinstance(value, bool):
        return (YES if value else NO,)
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return () if value is None else (str(value),)
