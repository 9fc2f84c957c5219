"""Canaries in the registers of giving: books, pledges, batches, thanks."""

import datetime
import uuid
from collections.abc import Callable

from casework import models as m
from tests.attacks.ground import Ground, Office

Put = Callable[..., None]


def _hidden(put: Put, ground: Ground, office: Office, soon: datetime.datetime) -> None:
    t, day = {"tenant_id": office.tenant}, soon.date()
    word = lambda place, cls, what: ground.text(office.tenant, place, cls, what)  # noqa: E731 - says it once
    name = {"name": word("hidden", "contact", "hidden"), "name_key": word("hidden", "contact", "key")}
    sort = word("hidden", "contact", "sort").encode()
    who = {"person_id": office.person, "holder_id": uuid.uuid4(), "hidden_at": soon}
    put(m.HiddenName, **t, **who, **name, name_sort=sort)
    said = {"channel": "email", "topic": "appeal", "allowed": False, "basis": "written", "said_on": day}
    evidence = word("register", "internal", "evidence")
    task = {"what": word("register", "internal", "task"), "due_on": day}
    put(m.DonorTask, **t, donor_id=office.person, **task)
    put(m.DonorSegment, **t, name=word("register", "open", "segment"), rule={"all": []})
    twin = uuid.uuid4()
    called = {
        "name": word("register", "contact", "twin"),
        "name_key": "",
        "name_sort": b"",
        "birth_date": datetime.date(1900, 1, 1),  # before every canary: it is never the greatest
        "deceased_on": ground.day(office.tenant, "register", "identity"),
    }
    put(m.Person, **t, id=twin, **called)
    link = {"kept_id": office.person, "gone_id": twin, "followed": []}
    told = {"before": {"name": word("register", "contact", "before")}, "after": {}}
    put(m.PersonMerge, **t, **link, **told)
    first, second = sorted((office.person, twin))
    put(m.TwoPeople, **t, first_id=first, second_id=second)
    put(m.ContactChoice, **t, person_id=office.person, **said, evidence=evidence)


def lay_giving(put: Put, ground: Ground, office: Office, soon: datetime.datetime) -> None:
    """A row in each register."""
    _books(put, ground, office, soon)
    _pledges(put, ground, office, soon)
    _thanks(put, ground, office, soon)
    _hidden(put, ground, office, soon)
    _appeals(put, ground, office, soon)


def _appeals(put: Put, ground: Ground, office: Office, soon: datetime.datetime) -> None:
    t, campaign, appeal = {"tenant_id": office.tenant}, uuid.uuid4(), uuid.uuid4()
    word = lambda cls, what="": ground.text(office.tenant, "register", cls, what)  # noqa: E731 - says it once
    # what a campaign and its appeals are called is for everybody: the form on the web says it
    put(m.Campaign, **t, id=campaign, name="Winter", starts_on=soon.date(), version=1)
    named = {"code": "WINTER", "name": "Mail", "channel": "email"}
    told = {"rule": {"all": []}, "cost": ground.sum(office.tenant, "register", "internal"), "version": 1}
    put(m.Appeal, **t, id=appeal, campaign_id=campaign, **named, **told)
    level = {"code": word("open", "level"), "name": word("open", "level-name"), "minimum": 100}
    put(m.GivingLevel, **t, **level, valid_from=soon.date())
    put(m.CarePlan, **t, name=word("open", "plan"), steps=[{"what": word("open", "step"), "after": 1}])
    steps = [{"what": word("open", "run-step"), "due": str(soon.date())}]
    begun = {"plan": word("open", "run-plan"), "level": word("open", "run-level"), "steps": steps, "total": 1}
    put(m.CareRun, **t, **begun, made_at=soon)
    put(
        m.AppealPrint, **t, id=(printed := uuid.uuid4()), appeal_id=appeal, total=1, left_out={}, made_at=soon
    )
    paper = {"place": 1, "letters": 1, "hidden": False, "donors": [office.person], "sha256": b"x", "size": 1}
    store_name = word("location", "letters")
    put(m.AppealPaper, **t, print_id=printed, **paper, store_name=store_name, made_at=soon)
    grant = {"title": word("open", "grant"), "stage": "idea", "note": word("internal", "grant"), "version": 1}
    grant |= {"awarded": ground.sum(office.tenant, "register", "internal")}
    grant |= {"asked": ground.sum(office.tenant, "register", "internal"), "funder_id": office.person}
    put(m.FundingGrant, **t, id=(granted := uuid.uuid4()), **grant)
    put(m.GrantDeadline, **t, grant_id=granted, kind="report", due_on=soon.date())
    put(m.AppealAsk, **t, appeal_id=appeal, donor_id=office.person, language="en", asked_at=soon)


def _books(put: Put, ground: Ground, office: Office, soon: datetime.datetime) -> None:
    t, entry, booked = {"tenant_id": office.tenant}, uuid.uuid4(), {"book_on": soon.date()}
    reason = ground.text(office.tenant, "register", "matter", "entry")
    told = {"act": "receipt", "gift_id": office.gift, "lines": 2, "reason": reason}
    put(m.BookEntry, **t, id=entry, **booked, **told)
    amount = ground.sum(office.tenant, "register", "financial")
    for line, (account, fund, sign) in enumerate((("cash", None, 1), ("fund", office.fund, -1)), 1):
        where = {"entry_id": entry, "line": line, "gift_id": office.gift, "account": account, "fund_id": fund}
        put(m.Posting, **t, **booked, **where, amount=sign * amount, currency="USD")
    reason = ground.text(office.tenant, "register", "matter", "month")
    put(m.BookPeriod, **t, month=datetime.date(2020, 1, 1), closed=False, reason=reason)
    reason = ground.text(office.tenant, "register", "matter", "period")
    put(m.PeriodAct, **t, month=datetime.date(2020, 1, 1), act="closed", at=soon, reason=reason)


def _pledges(put: Put, ground: Ground, office: Office, soon: datetime.datetime) -> None:
    t, pledge, part, run = {"tenant_id": office.tenant}, uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    word = lambda cls, what="": ground.text(office.tenant, "register", cls, what)  # noqa: E731 - says it once
    money = lambda: {"amount": ground.sum(office.tenant, "register", "financial"), "currency": "USD"}  # noqa: E731
    donor, day = {"donor_id": office.person}, soon.date()
    terms = {"unit": "month", "every": 1, "day": 1, "starts_on": day, "method": "card", "kind": "recurring"}
    told = {"number": "P-1", "fund_id": office.fund, "mandate": word("financial", "mandate"), "version": 1}
    put(m.Pledge, **t, id=pledge, **donor, **terms, **told, **money())
    changed = {"what": "made", "detail": {}, "effective_on": day, "reason": word("matter", "change")}
    yearly = {"yearly_before": ground.sum(office.tenant, "register", "financial"), "yearly_after": 1}
    put(m.PledgeChange, **t, pledge_id=pledge, **donor, **changed, **yearly)
    due = {"pledge_id": pledge, "due_on": day, "version": 1}
    put(m.Instalment, **t, id=part, **donor, **due, **money())
    put(m.CollectionRun, **t, id=run, method="card", ran_on=day)
    sent = {"place": 1, "key": word("open", "key"), "processor": "p", "version": 1}
    paid = {
        "processor_id": word("financial", "paid"),
        "run_id": run,
        "told_id": word("financial", "told"),
        "mandate": word("financial", "under"),
    }
    paid |= {part: ground.sum(office.tenant, "register", "financial") for part in ("told_amount", "told_fee")}
    put(m.CollectionAttempt, **t, instalment_id=part, **donor, **sent, **paid)
    total = ground.sum(office.tenant, "register", "financial")
    file = {"direction": "orders", "number": "1", "sha256": b"x", "count": 1, "currency": "USD"}
    put(m.BankFile, **t, **file, total=total, run_id=run)


def _thanks(put: Put, ground: Ground, office: Office, soon: datetime.datetime) -> None:
    t, batch, house, day = {"tenant_id": office.tenant}, uuid.uuid4(), uuid.uuid4(), soon.date()
    word = lambda cls, what="": ground.text(office.tenant, "register", cls, what)  # noqa: E731 - says it once
    sum_ = lambda: ground.sum(office.tenant, "register", "financial")  # noqa: E731 - as above
    counted = {"number": "B-1", "expected_count": 1, "expected_total": sum_(), "method": "cash", "version": 1}
    put(m.GiftBatch, **t, id=batch, **counted, currency="USD", fund_id=office.fund, received_on=day)
    line = {"place": 1, "donor_id": office.person, "fund_id": office.fund, "mark": word("matter", "mark")}
    put(m.BatchLine, **t, batch_id=batch, **line, amount=sum_())
    gift = {"gift_id": office.gift}
    credit = {"role": "board", "amount": sum_(), "currency": "USD"}
    put(m.SoftCredit, **t, **gift, person_id=office.person, **credit)
    noted = {"kind": "memory", "name": word("contact", "tribute"), "note": word("internal", "untold")}
    noted |= {"tell_id": office.person, "status": "sent", "how": "letter", "settled_at": soon}
    lines = {"lines": [word("contact", "notice")], "to": [word("contact", "notice-to")], "title": "x"}
    lines |= {"language": "en", "day": str(day), "names_donor": False, "hidden": False}
    put(m.Tribute, **t, **gift, **noted, words=lines)
    put(m.MatchingClaim, **t, **gift, company_id=office.person, amount=sum_(), currency="USD")
    run, paper, soon_ = uuid.uuid4(), uuid.uuid4(), soon
    put(m.ThanksRun, **t, id=run, wanted="auto", total=1, made_at=soon_)
    told = {
        "place": 1,
        "letters": 1,
        "size": 1,
        "hidden": False,
        "store_name": word("financial", "letters"),
        "sha256": b"x",
    }
    put(m.ThanksPaper, **t, id=paper, run_id=run, **told)
    thanked = {"due_on": day, "status": "due", "run_id": run, "version": 1}
    put(m.Thanks, **t, **gift, donor_id=office.person, **thanked)
    declared, claimed = uuid.uuid4(), uuid.uuid4()
    told = {"scope": "future", "made_on": day, "how": "written", "wording": word("matter", "declared")}
    told |= {part: word("contact", part) for part in ("title", "first_name", "last_name")}
    told |= {part: word("location", part) for part in ("house", "postcode")}
    put(m.GiftAidDeclaration, **t, id=declared, donor_id=office.person, **told)
    put(m.GiftAidClaim, **t, id=claimed, number="GA-1", count=1, total=sum_(), tax=sum_(), adjusted=sum_())
    line = {
        "claim_id": claimed,
        "declaration_id": declared,
        "kind": "donation",
        "amount": sum_(),
        "tax": sum_(),
    }
    put(m.GiftAidLine, **t, **gift, donor_id=office.person, **line)
    papers = uuid.uuid4()
    put(m.StatementRun, **t, id=papers, year=2025, total=1)
    told = {
        "number": "S-1",
        "told": b"x",
        "store_name": word("financial", "statement"),
        "sha256": b"x",
        "size": 1,
    }
    stated = {"year": 2025, "edition": 1, "run_id": papers, "language": "en"}
    put(m.GivingStatement, **t, donor_id=office.person, **stated, **told)
    put(m.Household, **t, id=house, name=word("contact", "household"))
    put(m.HouseholdMember, **t, household_id=house, person_id=office.person, since=day)
