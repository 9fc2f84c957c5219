"""Recognise others for a gift: soft credits, tributes, matching gifts. Recognition only: never revenue, no receipt."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Gift, MatchingClaim, Person, SoftCredit, Tribute
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.people.donor_names import donor_names
from casework.services.people.one_person import Whom, are_one, of_one
from casework.services.tributes.list_notices import NoticeView, notice_of
from casework.services.tributes.states import NOBODY, PENDING, SENT, put_back
from casework.store import ledger_chain
from casework.store.session import ViewerSession

ROLES = ("household", "solicitor", "advisor", "matching", "board")
LONGEST_NAME = 160
_SUM = func.sum(SoftCredit.amount).label("minor")


class CreditView(Value):
    """A soft credit or a matching claim in a list."""

    person_id: UUID
    name: str | None
    what: str
    amount: Money | None
    done: bool = True


class Recognition(Value):
    """Who is thanked for a gift beside its donor. Names and amounts are None where they are withheld."""

    credits: tuple[CreditView, ...]
    tribute: NoticeView | None  # in whose honour or memory, and who is told
    claims: tuple[CreditView, ...]

    @property
    def told_by(self) -> set[UUID | None]:
        """Who let the notice of the tribute go, or left it."""
        return {self.tribute.settled_by} if self.tribute else set()


def add_soft_credit(session: ViewerSession, gift_id: UUID, person_id: UUID, role: str, amount: Money) -> None:
    """Recognise somebody for a gift, once in each role. InvalidInput by field; Refused CREDITED_ALREADY."""
    gift = _standing(session, gift_id)
    errors = {}
    if role not in ROLES:
        errors["role"] = phrase("Choose why they are recognised")
    if amount.currency != gift.currency or not 0 < amount.minor <= gift.amount:
        errors["credit"] = phrase("Enter an amount up to the gift, in its currency")
    if are_one(session, person_id, gift.donor_id):
        errors["who"] = phrase("The donor has the gift already. A soft credit is for somebody else")
    elif session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        errors["who"] = phrase("There is no such person.")
    if errors:
        raise InvalidInput(errors)
    there = select(SoftCredit.id).where(
        SoftCredit.gift_id == gift.id, SoftCredit.person_id == person_id, SoftCredit.role == role
    )
    if session.scalar(there) is not None:
        raise Refused(
            "CREDITED_ALREADY",
            phrase("They are recognised for this gift in this role already. Choose another role"),
        )
    told = {"role": role, "amount": amount.minor, "currency": amount.currency}
    session.add(SoftCredit(id=new_id(), gift_id=gift.id, person_id=person_id, **told))
    session.flush()
    ledger_chain.record(session, "gift.credited", subjects=[person_id, gift.id], fields=["amount"])


def set_tribute(
    session: ViewerSession,
    gift_id: UUID,
    kind: str,
    name: str,
    *,
    tell: UUID | None = None,
    unnamed: bool = False,
) -> None:
    """Say in whose honour or memory a gift is; who is told of it, if anybody, and whether without the donor's name.
    The notice then waits until somebody lets it go. InvalidInput by field; Refused TRIBUTE_TOLD."""
    gift = _standing(session, gift_id)
    name = " ".join(name.split())
    if kind not in ("honor", "memory") or not name or len(name) > LONGEST_NAME:
        raise InvalidInput({"tribute": phrase("Choose honor or memory, and enter the name")})
    if tell is not None and are_one(session, tell, gift.donor_id):
        raise InvalidInput({"tell": phrase("The donor knows of it. Choose somebody else, or nobody")})
    row = session.scalar(select(Tribute).where(Tribute.gift_id == gift.id).with_for_update())
    if row is None:
        row = Tribute(id=new_id(), gift_id=gift.id)
        session.add(row)
    elif row.status == SENT:
        raise Refused(
            "TRIBUTE_TOLD",
            phrase("Their people were told already, so the words stay. Write to them if something was wrong"),
        )
    row.kind, row.name = kind, name
    row.tell_id, row.unnamed, row.note = tell, unnamed and tell is not None, None
    put_back(row, None)
    row.status = PENDING if tell else NOBODY
    session.flush()
    ledger_chain.record(session, "gift.tribute", subjects=[gift.donor_id, gift.id], fields=["name"])


def claim_match(session: ViewerSession, gift_id: UUID, company_id: UUID, amount: Money) -> MatchingClaim:
    """Note that a company was asked to match a gift: once for each gift and company."""
    gift = _standing(session, gift_id)
    company = session.scalar(select(Person.kind).where(Person.id == company_id))
    if company != "organisation" or company_id == gift.donor_id:
        raise InvalidInput({"who": phrase("Choose a company on record, other than the donor")})
    if amount.currency != gift.currency or amount.minor <= 0:
        raise InvalidInput(
            {"credit": phrase("Enter an amount of more than zero, in the currency of the gift")}
        )
    there = select(MatchingClaim.id).where(
        MatchingClaim.gift_id == gift.id, MatchingClaim.company_id == company_id
    )
    if session.scalar(there) is not None:
        raise Refused(
            "MATCH_CLAIMED",
            phrase("This company was asked to match this gift already. Wait for its gift"),
        )
    told = {"amount": amount.minor, "currency": amount.currency}
    row = MatchingClaim(id=new_id(), gift_id=gift.id, company_id=company_id, **told)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "match.claimed", subjects=[company_id, gift.id], fields=["amount"])
    return row


def recognition_of(session: ViewerSession, gift_id: UUID) -> Recognition:
    """Who is recognised for a gift. A disclosure where names are open."""
    credits = session.scalars(
        select(SoftCredit).where(SoftCredit.gift_id == gift_id).order_by(SoftCredit.id)
    ).all()
    claims = session.scalars(
        select(MatchingClaim).where(MatchingClaim.gift_id == gift_id).order_by(MatchingClaim.id)
    ).all()
    names = donor_names(session, [one.person_id for one in credits] + [one.company_id for one in claims])
    financial = session.viewer.access.may_read("financial")

    def view(person: UUID, what: str, row: SoftCredit | MatchingClaim) -> CreditView:
        amount = Money(row.amount, row.currency) if financial else None
        return CreditView(person, names.get(person), what, amount, what != "submitted")

    return Recognition(
        tuple(view(one.person_id, one.role, one) for one in credits),
        notice_of(session, gift_id),
        tuple(view(one.company_id, one.status, one) for one in claims),
    )


def credited_to(session: ViewerSession, whom: Whom) -> tuple[Money, ...]:
    """What somebody is recognised for beside their own gifts, by currency."""
    sums = (
        select(SoftCredit.currency, _SUM)
        .where(of_one(SoftCredit.person_id, whom))
        .group_by(SoftCredit.currency)
        .order_by(SoftCredit.currency)
    )
    return tuple(Money(int(row.minor), row.currency) for row in session.execute(sums))


def _standing(session: ViewerSession, gift_id: UUID) -> Gift:
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    gift = gift_by_id(session, gift_id)
    if gift.reverses_id is not None or gift.status in ("reversed", "refunded"):
        raise Refused(
            "CREDIT_GIFT_REVERSED",
            phrase("This gift was taken back. Recognise people for a gift that stands"),
        )
    if gift.kind != "money":
        raise NotFound
    return gift
