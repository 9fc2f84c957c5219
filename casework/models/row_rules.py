"""Row rules: which rows a viewer sees beside the tenant's wall. Named by the policy, meant here.

Four always stand: the label of a fact, what is nobody else's (`private_rules`), sealed cases, and that what stands
under a case is seen only where the case is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, any_, or_, select
from sqlalchemy.orm import aliased

from casework.models.appeal import Appeal, Campaign
from casework.models.area import Area
from casework.models.case import Case, CaseParty, Fact, OfCase, SearchWord
from casework.models.conflict import Conflict
from casework.models.correspondence import Letter
from casework.models.document import Document, Draft, Upload
from casework.models.forwarding import Forwarding
from casework.models.gift import Fund
from casework.models.hidden_name import HiddenName
from casework.models.idempotency import IdempotencyKey
from casework.models.intake import IntakeFile, IntakeItem
from casework.models.issued_paper import IssuedPaper
from casework.models.ledger import LedgerEntry
from casework.models.lender import LenderMessage, LenderNotice
from casework.models.member import Member, Unit
from casework.models.pack_version import PackVersion
from casework.models.person import ContactPoint, Person, PersonIdentifier, PersonWord, PostalAddress
from casework.models.public_request import Follower, PublicPhoto, PublicRequest, RequestCount
from casework.models.time_rule import TimeRule
from casework.models.vehicle import EltParticipant
from casework.store.scope import (
    ACTOR,
    BY_SYSTEM,
    CASE,
    CASE_TEXT,
    LABELS,
    PERSON,
    TENANT,
    UNITS,
    leaves_open,
    row_rule,
)
from casework.store.sealing_key import PersonKey, SealingKey


@row_rule("under_case", OfCase)
def what_stands_under_a_visible_case(cls: Any) -> ColumnElement[bool]:
    """What stands under a case is seen where the case is: the case here is read under every rule of the policy."""
    case = aliased(Case)
    return select(1).where(case.tenant_id == TENANT, case.id == cls.case_id).exists()


@row_rule("under_case", Letter, IssuedPaper, IntakeItem, IntakeFile)
def letters_about_a_visible_case(cls: Any) -> ColumnElement[bool]:
    """Letters, papers and post about no case, or about one that is seen. Jobs take care of them all."""
    return or_(cls.case_id.is_(None), what_stands_under_a_visible_case(cls), BY_SYSTEM)


@row_rule("under_case", LedgerEntry)
def entries_about_a_visible_case(cls: Any) -> ColumnElement[bool]:
    """What is entered about no case, or about one that is seen: that there is another is not told. Jobs read all."""
    return or_(cls.case_id.is_(None), BY_SYSTEM, what_stands_under_a_visible_case(cls))


@row_rule("under_case", PublicRequest)
def published_or_of_a_visible_case(cls: Any) -> ColumnElement[bool]:
    """What everybody may know; and of a case that is seen also what is not published."""
    return or_(cls.published.is_(True), what_stands_under_a_visible_case(cls))


@row_rule("under_case", PublicPhoto)
def photos_of_a_visible_request(cls: Any) -> ColumnElement[bool]:
    """A photo is where the face of its request is: the face here is read under every rule of the policy."""
    face = aliased(PublicRequest)
    return select(1).where(face.tenant_id == TENANT, face.id == cls.request_id).exists()


@row_rule("label", Fact, Document, SearchWord)
def of_a_class_that_is_open(cls: Any) -> ColumnElement[bool]:
    """Rows that carry their class themselves."""
    return cls.label == any_(LABELS)  # type: ignore[no-any-return]  # a column of the class given


@row_rule("unsealed", Case)
def cases_that_are_not_sealed(cls: Any) -> ColumnElement[bool]:
    """For viewers whose purpose keeps sealed cases from them."""
    return cls.sealed.is_(False)  # type: ignore[no-any-return]  # a column of the class given


@row_rule("named", ContactPoint, PostalAddress, PersonWord, CaseParty)
def parts_of_people_who_are_named(cls: Any) -> ColumnElement[bool]:
    """Of anonymous donors nothing is there that leads to them, for viewers whose purpose keeps their names."""
    return cls.hidden.is_(False)  # type: ignore[no-any-return]  # a column of the class given


@row_rule("named", HiddenName)
def no_hidden_name(cls: Any) -> ColumnElement[bool]:
    """Nor the name itself."""
    return cls.tenant_id.is_(None)  # type: ignore[no-any-return]  # a column of the class given


@row_rule("own_units", Case)
def cases_of_own_units(cls: Any) -> ColumnElement[bool]:
    """Cases of the viewer's units, and those assigned to the viewer."""
    return or_(cls.unit_id == any_(UNITS), cls.assignee_id == ACTOR)


@row_rule("assigned", Case)
def cases_assigned(cls: Any) -> ColumnElement[bool]:
    """Cases that are with the viewer."""
    return cls.assignee_id == ACTOR  # type: ignore[no-any-return]  # a column of the class given


def _kept_from(column: Any) -> Any:
    """The viewer's own conflicts: few, and the same for every row, so the database looks them up once."""
    return select(column).where(
        Conflict.tenant_id == TENANT, Conflict.member_id == ACTOR, column.is_not(None)
    )


@row_rule("no_conflict", Case)
def cases_without_a_relation(cls: Any) -> ColumnElement[bool]:
    """Cases that the viewer is no party to and has no relation to."""
    return cls.id.not_in(_kept_from(Conflict.case_id))  # type: ignore[no-any-return]  # a column of the class given


@row_rule("no_conflict", Person)
def people_without_a_relation(cls: Any) -> ColumnElement[bool]:
    """Everybody but the viewer's own record and the people they have a relation to."""
    return cls.id.not_in(_kept_from(Conflict.person_id))  # type: ignore[no-any-return]  # as above


@row_rule("no_conflict", ContactPoint, PostalAddress, PersonIdentifier, PersonWord)
def parts_of_people_without_a_relation(cls: Any) -> ColumnElement[bool]:
    """How such people are found and reached."""
    return cls.person_id.not_in(_kept_from(Conflict.person_id))  # type: ignore[no-any-return]  # as above


@row_rule("own_case", Case)
def the_one_case(cls: Any) -> ColumnElement[bool]:
    """An applicant's one case."""
    return cls.id == CASE  # type: ignore[no-any-return]  # a column of the class given


@row_rule("own_case", OfCase, Letter)
def parts_of_the_one_case(cls: Any) -> ColumnElement[bool]:
    """What stands under the applicant's case, and letters about it."""
    return cls.case_id == CASE  # type: ignore[no-any-return]  # a column of the class given


@row_rule("own_case", PublicRequest)
def published_or_of_the_one_case(cls: Any) -> ColumnElement[bool]:
    """What everybody may know, and the face of the applicant's own case."""
    return or_(cls.published.is_(True), cls.case_id == CASE)


@row_rule("own_case", PublicPhoto)
def photos_of_published_requests(cls: Any) -> ColumnElement[bool]:
    """Photos that everybody may see."""
    face = aliased(PublicRequest)
    return (
        select(1)
        .where(face.tenant_id == TENANT, face.id == cls.request_id, face.published.is_(True))
        .exists()
    )


@row_rule("own_case", IssuedPaper)
def papers_for_the_applicant(cls: Any) -> ColumnElement[bool]:
    """Papers of the applicant's case that are theirs: the seller's receipt is not the buyer's."""
    return and_(cls.case_id == CASE, cls.to_applicant.is_(True))


@row_rule("own_case", IdempotencyKey)
def answers_to_the_applicant(cls: Any) -> ColumnElement[bool]:
    """What was answered to requests of this applicant."""
    return cls.holder == CASE_TEXT  # type: ignore[no-any-return]  # a column of the class given


@row_rule("own_case", PersonKey)
def keys_of_the_own_case(cls: Any) -> ColumnElement[bool]:
    """For an applicant: the key of their own draft or case."""
    return cls.holder == CASE  # type: ignore[no-any-return]  # a column of the class given


@row_rule("own_case", EltParticipant)
def the_lenders_own_line(cls: Any) -> ColumnElement[bool]:
    """For a lender's program: its own line of the list."""
    return and_(cls.id == CASE)


@row_rule("own_case", LenderNotice, LenderMessage)
def what_a_lender_is_told_and_sends(cls: Any) -> ColumnElement[bool]:
    """For a lender's program: its own, and nothing else of any register."""
    return cls.elt_id == CASE  # type: ignore[no-any-return]  # a column of the class given


@row_rule("one_person", Person)
def the_one_person(cls: Any) -> ColumnElement[bool]:
    """The person whom an emergency opens."""
    return cls.id == PERSON  # type: ignore[no-any-return]  # a column of the class given


@row_rule("one_person", ContactPoint, PostalAddress, PersonIdentifier)
def parts_of_the_one_person(cls: Any) -> ColumnElement[bool]:
    """How that person is reached."""
    return cls.person_id == PERSON  # type: ignore[no-any-return]  # a column of the class given


@row_rule("one_person", PersonKey)
def keys_of_the_one_person(cls: Any) -> ColumnElement[bool]:
    """And their key."""
    return cls.holder == PERSON  # type: ignore[no-any-return]  # a column of the class given


leaves_open("one_person", Member, Unit, SealingKey)
leaves_open("own_case", Appeal, Area, Campaign, Follower, Forwarding, RequestCount)
leaves_open("own_case", Draft, Upload, Fund, PackVersion, SealingKey, TimeRule)
