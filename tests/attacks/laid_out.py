"""The ground of the attacks, written into the tables past every wall."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.orm import DeclarativeBase

from casework import models as m
from casework.settings import Settings
from casework.store.access import CLASSES
from casework.store.session import viewing
from tests.attacks.filled import fill_the_rest
from tests.attacks.ground import CASES, Ground, Office
from tests.attacks.laid_giving import lay_giving
from tests.attacks.laid_sealed import boxed, lay_sealed
from tests.store.looking import viewer

_SOON = datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)


def lay_out(owner: Engine, settings: Settings) -> Ground:
    """Fill two offices, past every wall."""
    ground = Ground()
    for office in (ground.ours, ground.theirs):
        with owner.begin() as conn:
            _registers(conn, ground, office)
            for place in CASES:
                _case(conn, ground, office, place)
            _entries(conn, ground, office)
            conn.exec_driver_sql("analyze")
        with viewing(viewer(settings, office.tenant, purpose="system:lay_out")) as session:
            lay_sealed(session, ground, office)
            session.commit()
            with owner.begin() as conn:
                fill_the_rest(conn, ground, office, partial(boxed, session))
            session.commit()
    return ground


def _entries(conn: Connection, ground: Ground, office: Office) -> None:
    """Entries that an attack on the ledger finds: of the office, of a case, of the sealed one."""
    for place in ("office", "mine", "closed"):
        told = ground.text(office.tenant, f"{place}mail", "open", "entry")  # like letters: jobs read them all
        conn.exec_driver_sql(
            "insert into ledger_entry"
            " (tenant_id, xid, at, actor_kind, purpose, act, about, case_id, subjects, fields, detail)"
            " values (%s, 0, now(), 'member', 'x', 'case.opened', '', %s, '{}', %s, %s)",
            (office.tenant, office.cases.get(place), [told], told),
        )


def _put(conn: Connection, model: type[DeclarativeBase], /, **values: Any) -> None:
    conn.execute(insert(model.__table__).values(**values))  # type: ignore[arg-type]


def _registers(conn: Connection, ground: Ground, office: Office) -> None:
    t, word = (
        {"tenant_id": office.tenant},
        lambda cls, what: ground.text(office.tenant, "register", cls, what),
    )
    conn.exec_driver_sql(
        "insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)"
        " values (%s, %s, 'x', 'motor_vehicle_agency', '{en}', 'UTC', 'USD', 'US')",
        (office.tenant, f"attacked-{office.tenant}"),
    )
    conn.exec_driver_sql(
        'insert into identity."user" (tenant_id, id, email, email_key, name, titles, language, status)'
        " values (%s, %s, %s, 'k', %s, '{supervisor}', 'en', 'active')",
        (office.tenant, office.member, word("identity", "email"), word("open", "member")),
    )
    for number, unit in enumerate((office.unit, office.far_unit)):
        # what a unit is called is for everybody: a public request names who is at work on it
        name = ground.text(office.tenant, "public", "open", f"unit{number}")
        _put(conn, m.Unit, **t, id=unit, code=word("open", f"unit-code{number}"), name=name)
    _put(
        conn,
        m.PackVersion,
        **t,
        id=office.pack,
        name="w",
        version=1,
        digest="d",
        document={},
        installed_at=_SOON,
    )
    _put(
        conn,
        m.Person,
        **t,
        id=office.person,
        name=word("contact", "name"),
        name_key=word("contact", "key"),
        name_sort=word("contact", "sort").encode(),
        birth_date=ground.day(office.tenant, "register", "identity"),
    )
    _put(conn, m.PersonWord, **t, person_id=office.person, token=word("contact", "token"))
    phone = {"value": word("contact", "phone"), "value_key": word("contact", "phone_key")}
    _put(conn, m.ContactPoint, **t, person_id=office.person, kind="phone", since=_SOON.date(), **phone)
    home = {"lines": word("location", "lines"), "lines_key": word("location", "lines_key")}
    _put(conn, m.PostalAddress, **t, person_id=office.person, since=_SOON.date(), **home)
    _put(
        conn,
        m.Vehicle,
        **t,
        id=office.vehicle,
        vin=word("asset", "vin"),
        vin_key=word("asset", "vin_key"),
        make="Kestrel",
        model=word("open", "model"),
        year=2019,
        version=1,
    )
    mark = {
        "display": word("asset", "plate"),
        "canonical": word("asset", "mark"),
        "search_key": word("asset", "key"),
    }
    ids = {"id": uuid.uuid4(), "mark_id": uuid.uuid4()}
    _put(conn, m.PlateMark, **t, id=ids["mark_id"], jurisdiction="US-CA", plate_class="auto", **mark)
    _put(
        conn, m.PlateIssue, **t, **ids, status="ISSUED", follows="owner", issued_on=datetime.date(2020, 5, 1)
    )
    piece = {"issue_id": ids["id"], "place": "front", "stock_number": word("asset", "stock")}
    _put(conn, m.PlateItem, **t, **piece)
    told = {"to_status": "ISSUED", "event": "issued", "number": word("asset", "report")}
    _put(conn, m.PlateIssueEvent, **t, issue_id=ids["id"], **told, reason=word("asset", "recall"))
    _put(conn, m.VehicleTitle, **t, vehicle_id=office.vehicle, number=word("asset", "title"))
    _put(
        conn,
        m.Hold,
        **t,
        vehicle_id=office.vehicle,
        code="stop",
        placed_by="court",
        reason=word("internal", "hold"),
    )
    lender, claim = uuid.uuid4(), uuid.uuid4()
    _put(conn, m.EltParticipant, **t, id=lender, code="E-1", name="Bank", address="x", since=_SOON.date())
    owed = {"vehicle_id": office.vehicle, "holder_id": office.person, "since": _SOON.date()}
    _put(conn, m.Lien, **t, id=claim, **owed)
    claimed = {"elt_id": lender, "lien_id": claim}
    told = {"make": "x", "model": "x", "year": 2019, "since": _SOON.date(), "at": _SOON, "kind": "recorded"}
    told |= {"vin": word("asset", "noticed"), "title_number": word("asset", "noticed_title")}
    _put(conn, m.LenderNotice, **t, **claimed, **told)
    sent = {"token_id": lender, "released_on": _SOON.date(), "signed": word("internal", "signed")}
    sent |= {"signature": b"x", "body_hash": b"x", "number": "R-1"}
    _put(conn, m.LenderMessage, **t, **claimed, **sent)
    kept = {"store_name": word("contact", "paper"), "sha256": word("contact", "print").encode(), "size": 1}
    printed = {"kind": "letter", "number": "1", "language": "en", "code_hash": office.member.bytes}
    _put(conn, m.IssuedPaper, **t, **kept, **printed, reason=word("internal", "paper"))
    agreed = {"person_id": office.person, "uses": ["b13"], "signed_on": _SOON.date(), "form": "written"}
    _put(conn, m.Consent, **t, **agreed, number="C-1", given_to=word("internal", "consent"))
    asked = {"recipient": word("internal", "asker"), "their_ref": word("internal", "ref")}
    asked |= {"declared": {"docket": word("internal", "declared")}, "reason": word("internal", "refusal")}
    said = {"result": "refused", "use": "b4", "declaration": office.member, "people": [], "fields": []}
    said |= {"event_on": _SOON.date(), "limits": "", "keep_until": _SOON.date(), "number": "L-1"}
    _put(conn, m.OutwardDisclosure, **t, id=office.fund, **said, **asked)
    proof = {"name": word("internal", "proof"), "store_name": word("internal", "proofs"), "sha256": b"x"}
    kept = {"media_type": "text/plain", "size": 1, "scan": "clean", "disclosure_id": office.fund}
    _put(conn, m.DisclosureProof, **t, **proof, **kept)
    told = {"evidence": [], "vehicles": [], "people": [], "involved": []}
    closed = {"closed_at": _SOON, "closed_by": office.member, "outcome": "explained"}
    flag = {"kind": "same_vin", "subject_id": office.vehicle, "reason": word("internal", "flag")}
    _put(conn, m.FraudFlag, **t, **flag, **told, **closed)
    _put(
        conn, m.Fund, **t, id=office.fund, code="f", name=ground.text(office.tenant, "public", "open", "fund")
    )
    _put(
        conn,
        m.Gift,
        **t,
        id=office.gift,
        number="G-1",
        donor_id=office.person,
        fund_id=office.fund,
        amount=ground.sum(office.tenant, "register", "financial"),
        base_amount=ground.sum(office.tenant, "register", "financial"),
        rate="1",
        rate_source="us",
        goods=word("matter", "goods"),
        fair_value_basis=word("matter", "basis"),
        currency="USD",
        method="cash",
        received_on=_SOON.date(),
        version=1,
    )
    lay_giving(partial(_put, conn), ground, office, _SOON)
    _put(
        conn,
        m.Receipt,
        **t,
        gift_id=office.gift,
        series="R",
        year=2026,
        serial=1,
        number="R-1",
        language="en",
        reason=word("matter", "receipt"),
        amount=ground.sum(office.tenant, "register", "financial"),
        currency="USD",
        store_name=word("financial", "file"),
        sha256=b"x",
        size=1,
    )
    _put(
        conn,
        m.Letter,
        **t,
        template="x",
        language="en",
        address=word("contact", "letter"),
        values={"x": word("matter", "letter")},
    )


def _case(conn: Connection, ground: Ground, office: Office, place: str) -> None:
    case = office.cases[place]
    under = {"tenant_id": office.tenant, "case_id": case}
    word = lambda cls, what="": ground.text(office.tenant, place, cls, what)  # noqa: E731 - says it once
    unit = office.far_unit if place == "other" else office.unit
    _put(
        conn,
        m.Case,
        tenant_id=office.tenant,
        id=case,
        number=word("open", "number"),
        workflow="w",
        pack_id=office.pack,
        state="new",
        purpose="title_transfer",
        headline=word("matter", "headline"),
        channel="web",
        language="en",
        unit_id=unit,
        sealed=place == "closed",
        version=1,
    )
    reached = ("name_key", "email", "email_key", "phone", "phone_key")
    _put(
        conn,
        m.CaseParty,
        **under,
        role="applicant",
        name=word("contact", "party"),
        name_sort=word("contact", "party-sort").encode(),
        **{part: word("contact", f"party-{part}") for part in reached},
        birth_date=ground.day(office.tenant, place, "identity"),
        address=word("location", "party"),
        address_key=word("location", "party-key"),
    )
    acts = {part: word("contact", f"mandate-{part}") for part in ("email", "email_key")}
    acts |= {"name": word("contact", "mandate"), "ground": "court", "scope": "asks", "since": _SOON.date()}
    _put(conn, m.Mandate, **under, **acts)
    for cls in CLASSES:
        office.facts[place, cls] = uuid.uuid4()
        fact = {"field": f"f_{cls}", "label": cls, "value": word(cls, "fact"), "keep": "P1Y"}
        _put(conn, m.Fact, **under, id=office.facts[place, cls], **fact)
        _put(conn, m.SearchWord, **under, label=cls, token=word(cls, "token"))
    for cls in ("contact", "special"):
        store = {"name": word(cls, "document"), "store_name": word(cls, "store")}
        digest = hashlib.sha256(store["name"].encode()).digest()
        kind = {"media_type": "text/plain", "size": 1, "scan": "clean", "sender": "them"}
        _put(conn, m.Document, **under, field="d", label=cls, sha256=digest, **store, **kind)
    asked = {"asked": {"q": word("matter", "asked")}, "detail": {"d": word("open", "event")}}
    _put(conn, m.CaseEvent, **under, seq=1, kind="opened", actor_kind="member", **asked)
    _put(conn, m.Note, **under, body=word("internal", "note"))
    _put(conn, m.Message, **under, sender="us", kind="message", body=word("matter", "message"), language="en")
    money = {"amount": ground.sum(office.tenant, place, "financial"), "currency": "USD"}
    dated = {"basis": "b", "rule": "r", "effective_on": _SOON.date()}
    _put(conn, m.FeeLine, **under, code="c", position=1, **money, **dated)
    money = {"amount": ground.sum(office.tenant, place, "financial"), "currency": "USD"}
    _put(conn, m.Payment, **under, kind="payment", method="cash", reason=word("matter", "payment"), **money)
    mail = lambda cls: ground.text(office.tenant, f"{place}mail", cls)  # noqa: E731 - says it once
    sent = {"address": mail("contact"), "values": {"x": mail("matter")}}
    _put(conn, m.Letter, **under, template="x", language="en", **sent)
