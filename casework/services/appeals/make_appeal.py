"""Plan an appeal: its code, its channel, whom it asks, what it says. Changed until it has asked somebody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value, field
from casework.domain.appeals import CHANNELS, DRAFT, EMAIL, OPEN, POST, Wording, normal_code
from casework.domain.donor_rules import Rule
from casework.models import Appeal, Campaign, Fund
from casework.services.appeals.campaigns import may_make
from casework.services.donors.new_gift import LARGEST
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT = 120, 120, 5000


class NewAppeal(Value):
    """An appeal as it is planned. `segment` and `rule`: the list that it asks, by its name and as it is now."""

    campaign_id: UUID
    code: str
    name: str
    channel: str
    segment: str | None = None
    rule: Rule | None = None
    fund_id: UUID | None = None
    cost: Money | None = None
    words: Mapping[str, Wording] = field(default_factory=lambda: MappingProxyType({}))


def make_appeal(session: ViewerSession, new: NewAppeal) -> UUID:
    """Plan an appeal. InvalidInput by field; words by `subject-<language>` and `text-<language>`."""
    may_make(session)
    _check(session, new, None)
    row = Appeal(id=new_id(), status=DRAFT, left_out={}, made_at=now(), made_by=session.viewer.actor)
    _put(row, new)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "appeal.made", subjects=[row.id])
    return row.id


def change_appeal(session: ViewerSession, appeal_id: UUID, new: NewAppeal) -> None:
    """Plan it otherwise. NotFound; InvalidInput by field; Refused ASKED once it has begun to ask."""
    may_make(session)
    row = locked_appeal(session, appeal_id)
    if row.status != DRAFT:
        raise Refused("ASKED", phrase("This appeal has asked donors already. Make another one"))
    _check(session, new, appeal_id)
    _put(row, new)
    session.flush()
    ledger_chain.record(session, "appeal.changed", subjects=[row.id])


def set_cost(session: ViewerSession, appeal_id: UUID, cost: Money | None) -> None:
    """What it cost, at any time: bills come late. NotFound; InvalidInput under `cost`."""
    may_make(session)
    row = locked_appeal(session, appeal_id)
    if wrong := _wrong_cost(session, cost):
        raise InvalidInput({"cost": wrong})
    row.cost = cost.minor if cost else None
    session.flush()
    ledger_chain.record(session, "appeal.changed", subjects=[row.id], fields=["cost"])


def locked_appeal(session: ViewerSession, appeal_id: UUID) -> Appeal:
    """The appeal under lock; NotFound."""
    row = session.scalar(
        select(Appeal)
        .where(Appeal.id == appeal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def _check(session: ViewerSession, new: NewAppeal, itself: UUID | None) -> None:
    errors = _wrong_naming(session, new, itself)
    if session.scalar(select(Campaign.id).where(Campaign.id == new.campaign_id)) is None:
        errors["campaign"] = phrase("Choose a campaign")
    if new.channel not in CHANNELS:
        errors["channel"] = phrase("Choose how donors are asked")
    elif new.channel != OPEN and new.rule is None:
        errors["segment"] = phrase("Choose the list of donors that is asked")
    if new.fund_id is not None and not session.scalar(select(Fund.active).where(Fund.id == new.fund_id)):
        errors["fund"] = phrase("This fund takes no more gifts. Choose another")
    if wrong := _wrong_cost(session, new.cost):
        errors["cost"] = wrong
    if new.channel == EMAIL or (new.channel == POST and new.words):
        errors |= _wrong_words(session, new.words)
    if errors:
        raise InvalidInput(errors)


def _wrong_naming(session: ViewerSession, new: NewAppeal, itself: UUID | None) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    code = normal_code(new.code)
    if code is None:
        errors["code"] = phrase("Enter a code of 3 to 20 capitals, digits and hyphens")
    elif session.scalar(select(Appeal.id).where(Appeal.code == code, Appeal.id != (itself or new_id()))):
        errors["code"] = phrase("Another appeal has this code")
    name = " ".join(new.name.split())
    if not name or len(name) > LONGEST_NAME:
        errors["name"] = phrase("Give the appeal a name of at most 120 characters")
    return errors


def _wrong_cost(session: ViewerSession, cost: Money | None) -> Sayable | None:
    own = office_of(session).tenant.currency
    if cost is not None and not (cost.currency == own and 0 <= cost.minor < LARGEST):
        return phrase("Enter what it costs in the office’s own currency, or leave it empty")
    return None


def _wrong_words(session: ViewerSession, words: Mapping[str, Wording]) -> dict[str, Sayable]:
    """The office's own language has to be there: whoever speaks another one gets that."""
    errors: dict[str, Sayable] = {}
    own = office_of(session).tenant.language
    for code in {own, *words}:
        said = words.get(code, Wording("", ""))
        if not said.subject.strip() or len(said.subject) > LONGEST_SUBJECT:
            errors[f"subject-{code}"] = phrase("Enter a subject of at most 120 characters")
        if not said.text.strip() or len(said.text) > LONGEST_TEXT:
            errors[f"text-{code}"] = phrase("Write what it says, in at most 5,000 characters")
    return errors


def _put(row: Appeal, new: NewAppeal) -> None:
    row.campaign_id, row.fund_id, row.channel = new.campaign_id, new.fund_id, new.channel
    row.code, row.name = normal_code(new.code) or "", " ".join(new.name.split())
    rule = new.rule if new.channel != OPEN else None
    row.rule, row.segment = (rule.to_data(), new.segment) if rule is not None else (None, None)
    row.cost = new.cost.minor if new.cost else None
    row.words = {
        code: {"subject": " ".join(said.subject.split()), "text": said.text.strip()}
        for code, said in new.words.items()
        if new.channel in (EMAIL, POST)
    }
