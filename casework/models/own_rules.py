"""Row rules of donors who read about themselves: own records, and what was given and promised under them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from casework.models.gift import Fund, Gift, Receipt
from casework.models.gift_aid import GiftAidDeclaration
from casework.models.hidden_name import ContactChoice, HiddenName
from casework.models.person import ContactPoint, Person, PostalAddress
from casework.models.pledge import Instalment, Pledge, PledgeChange
from casework.models.pledge_account import PledgeAccount
from casework.models.statement import GivingStatement
from casework.store.scope import PERSON, TENANT, leaves_open, row_rule
from casework.store.sealing_key import PersonKey, SealingKey


@row_rule("own_giving", Person)
def the_donors_own_records(cls: Any) -> ColumnElement[bool]:
    """A donor's own record, and those that were made one with it."""
    return or_(cls.id == PERSON, cls.merged_into == PERSON)


def _is_own(column: Any) -> ColumnElement[bool]:
    """That a column names the donor who looks: the person here is read under the rule above."""
    person = aliased(Person)
    return select(1).where(person.tenant_id == TENANT, person.id == column).exists()


@row_rule(
    "own_giving", Gift, Pledge, PledgeAccount, PledgeChange, Instalment, GiftAidDeclaration, GivingStatement
)
def what_the_donor_gave_and_promised(cls: Any) -> ColumnElement[bool]:
    """The donor's own gifts, promises, declarations and statements."""
    return _is_own(cls.donor_id)


@row_rule("own_giving", ContactPoint, PostalAddress, ContactChoice, HiddenName)
def how_the_donor_is_reached(cls: Any) -> ColumnElement[bool]:
    """How they are reached, what they said about it, and the name that they keep to few."""
    return _is_own(cls.person_id)


@row_rule("own_giving", Receipt)
def receipts_of_the_donors_gifts(cls: Any) -> ColumnElement[bool]:
    """Receipts of their own gifts."""
    gift = aliased(Gift)
    return select(1).where(gift.tenant_id == TENANT, gift.id == cls.gift_id).exists()


@row_rule("own_giving", PersonKey)
def the_donors_own_key(cls: Any) -> ColumnElement[bool]:
    """The key that seals what they tell of their bank account."""
    return cls.holder == PERSON  # type: ignore[no-any-return]  # a column of the class given


leaves_open("own_giving", Fund, SealingKey)
