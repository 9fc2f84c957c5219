"""Row rules of uses that need consent: nobody is there who did not agree to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, any_, or_, select

from casework.models.lookup import Consent
from casework.models.person import ContactPoint, Person, PersonIdentifier, PersonWord, PostalAddress
from casework.store.scope import PURPOSE, TENANT, TODAY, row_rule


def _consenting(*more: Any) -> Any:
    """Whoever's consent to the viewer's use holds today."""
    return select(Consent.person_id).where(
        *(Consent.tenant_id == TENANT, any_(Consent.uses) == PURPOSE, Consent.withdrawn_on.is_(None)),
        *(Consent.signed_on <= TODAY, or_(Consent.until.is_(None), Consent.until >= TODAY), *more),
    )


@row_rule("consented", Person)
def people_who_agreed(cls: Any) -> ColumnElement[bool]:
    """For uses that need consent: all others are left out."""
    return cls.id.in_(_consenting())  # type: ignore[no-any-return]  # a column of the class given


@row_rule("consented", ContactPoint, PostalAddress, PersonWord)
def parts_of_people_who_agreed(cls: Any) -> ColumnElement[bool]:
    """How they are found and reached."""
    return cls.person_id.in_(_consenting())  # type: ignore[no-any-return]  # as above


@row_rule("consented", PersonIdentifier)
def numbers_that_people_agreed_to(cls: Any) -> ColumnElement[bool]:
    """Highly restricted data needs a consent that says so."""
    return cls.person_id.in_(_consenting(Consent.restricted.is_(True)))  # type: ignore[no-any-return]  # as above
