"""Every guarded address with an id × every title, opened for real: with the ids of the own office, of the office next
door, and of nothing. What is next door is answered like what never was, to the letter, and no word of it gets out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from casework.packs import catalog
from casework.policy.rulebook import allowed
from casework.services.off_case import NOT_FOR_READING
from casework.services.staff.threshold import threshold_viewer
from casework.services.typesetting.typeset import stop_typesetting
from casework.settings import Database
from casework.web.csrf import FIELD
from casework.web.guards import guard_for
from tests.attacks.neighbours import (
    CHANGE,
    Ids,
    Member,
    Neighbour,
    make_neighbour,
    never,
    sees_some,
    typed_facts,
)
from tests.factories.browser import BASE, TOKEN

GIVING = {"batches", "campaigns", "collections", "donors", "gifts", "giving", "grants"}
GIVING |= {"periods", "pledges", "statements", "thanks"}
REGISTERS = {"people", "vehicles", "plates"} | GIVING
ABOUT_PAPERS = {"papers.one", "papers.page", "papers.add", "papers.verify"}
"""Pages of the case that has a paper, which is not the one with moves and parties."""
NAMES_A_FLOW = {"flows.page", "counter.page", "counter.enter"}
NAMES_A_LIST = {"donors.listing", "donors.as_file"}
WORDS = {"name", "flow", "code", "event", "place"}
"""Parts of addresses that stand in the packs and are the same at every office of a kind."""
OF_LISTED = {"routing.page", "routing.send", "routing.shown", "routing.show"}
"""Pages of a case that stands in a public list; not there at an office that keeps none."""
OF_RECORDS = {"records.add", "records.withhold_all", "records.lift_line", "records.law"}
"""Acts on the log of a request for records; not there in a case of anything else."""
EXPLAINS = {"why.record"}
"""Pages that say why something is not shown, and say the same of what is not there."""
INSIDE = {200, 303, 409, 422}
TYPED = {
    "value": "reach@example.org",
    "kind": "email",
    "version": "1",
    "seen": "1",
    "body": "Seen",
    "reason": "Seen",
}
NAMED = {"person_id": "person_id", "line": "batch_line", "part": "pledge_part"}
"""Ids that forms name, by what they are called there."""


class Told(NamedTuple):
    """What an answer tells, without the ids that were asked for and the name of the request."""

    status: int
    where: str
    words: str


@dataclass(frozen=True)
class Desk:
    """A browser at a desk: whose, and what its reader said they read the registers for."""

    office: Neighbour
    title: str
    purpose: str
    client: FlaskClient
    token: str

    def open(self, rule: Rule, method: str, ids: Ids) -> TestResponse:
        """What comes back from an address with these ids, the form filled with them too."""
        values = {name: ids[name] for name in rule.arguments - {"tenant_slug"}}
        if rule.endpoint in ABOUT_PAPERS:
            values["number"] = ids["change"]
        if rule.endpoint in NAMES_A_FLOW:
            values["name"] = ids["flow"]
        if rule.endpoint in NAMES_A_LIST:
            values["code"] = "lybunt"
        urls = self.office.app.url_map.bind("")
        path = urls.build(rule.endpoint, values | {"tenant_slug": self.office.tenant.slug}, method=method)
        named = {name: ids[which] for name, which in NAMED.items() if which in ids}
        typed = {**TYPED, **named, FIELD: self.token} if method == "POST" else None
        return self.client.open(path, method=method, data=typed, base_url=BASE)

    def may(self, permission: str) -> bool:
        """What the rulebook says of this title."""
        member = Member(self.office.users[self.title].id, (self.title,))
        return allowed(permission, threshold_viewer(member, self.office.office.tenant))


def told(answer: TestResponse, ids: Ids) -> Told:
    """What the answer tells, whichever ids were asked for."""
    words = answer.text if answer.mimetype.startswith("text/") else ""
    answer.close()
    where = answer.headers.get("Location", "")
    for value in [
        *(str(held) for name, held in ids.items() if name not in WORDS),
        answer.headers["X-Request-Id"],
    ]:
        words, where = words.replace(value, "*"), where.replace(value, "*")
    return Told(answer.status_code, where, words)


def at_desk(office: Neighbour, title: str, purpose: str = "") -> Desk:
    """The title's browser, with the purpose declared."""
    client, home = office.app.test_client(), f"/t/{office.tenant.slug}"
    client.set_cookie("casework-staff", office.cookies[title], domain="127.0.0.1", path=f"{home}/")
    found = TOKEN.search(client.get(f"{home}/account/", base_url=BASE).text)
    assert found
    if purpose:
        facts = typed_facts(office.office.kind.purposes[purpose])
        answer = client.post(f"{home}/desk/purpose/{purpose}", data={**facts, FIELD: found[1]}, base_url=BASE)
        assert answer.status_code == 303, purpose
    return Desk(office, title, purpose, client, found[1])


def desks(office: Neighbour) -> Iterator[Desk]:
    """Each title as it comes in, and again for purposes that it can declare: those without facts, and one with."""
    kind = office.office.kind
    for title in office.cookies:
        yield at_desk(office, title)
        duties = kind.duties_of((title,))
        offered = [
            one
            for code, one in kind.purposes.items()
            if one.off_case and code not in NOT_FOR_READING and one.readable(duties)
        ]
        with_facts = [one for one in offered if one.requires and "contact" in one.readable(duties)]
        for purpose in [one for one in offered if not one.requires] + with_facts[-1:]:
            yield at_desk(office, title, purpose.code)


def cells(desk: Desk) -> Iterator[tuple[Rule, str, str]]:
    """Every guarded address with an id that this kind of office has, with each method and its permission."""
    app, held = desk.office.app, desk.office.ids.keys() | {"tenant_slug"}
    for rule in app.url_map.iter_rules():
        has_ids = "tenant_slug" in rule.arguments and len(rule.arguments) > 1 and rule.arguments <= held
        has_ids = has_ids and rule.endpoint != "why.thing"  # about kinds of data, not about anybody's
        if not has_ids or (desk.purpose and rule.endpoint.split(".")[0] not in REGISTERS):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            guard = guard_for(app, rule.endpoint, method)
            if guard is not None and guard.permission is not None:
                yield rule, method, guard.permission


def strangers(desk: Desk, there: Neighbour, rule: Rule, method: str) -> Iterator[str]:
    """What is wrong with the answers to ids of next door: they are those to ids of nothing, and find nothing."""
    nothing = never(desk.office)
    pairs = [(there.ids, nothing)]
    if len(rule.arguments - WORDS) > 2:  # an own case with a party, a paper, a row that is not its own
        pairs.append(
            (
                {**there.ids, **desk.office.ids, **inner(rule, there.ids)},
                desk.office.ids | inner(rule, nothing),
            )
        )
    for theirs, no_ones in pairs:
        got, wanted = (told(desk.open(rule, method, ids), ids) for ids in (theirs, no_ones))
        if there.canary in got.words:
            yield "a word of next door"
        if got != wanted:
            yield f"next door {got.status} {got.where}, nothing {wanted.status} {wanted.where}"
        if rule.endpoint in EXPLAINS and got.status == 200:
            continue
        if (
            got.status != 404
            and not wants_purpose(desk, rule, got)
            and not (got.status == 403 and shut(desk, rule))
        ):
            yield f"{got.status} for ids of next door"


def inner(rule: Rule, ids: Ids) -> Ids:
    """The id that stands last in the address."""
    last = max(rule.arguments - {"tenant_slug"}, key=lambda name: rule.rule.index(f"{name}>"))
    return {last: ids[last]}


def wants_purpose(desk: Desk, rule: Rule, got: Told) -> bool:
    """Whether the door to the registers refused for want of a purpose, before it looked for anything."""
    led = got.status == 303 and "/desk/purpose/" in got.where
    return rule.endpoint.split(".")[0] in REGISTERS and (led or got.status == 403)


def shut(desk: Desk, rule: Rule) -> bool:
    """Whether the address is about a case in whose purpose the title has no part."""
    flow = catalog().workflow(CHANGE if rule.endpoint in ABOUT_PAPERS else str(desk.office.ids["flow"]))
    kind = desk.office.office.kind
    return "number" in rule.arguments and not kind.purposes[flow.purpose].readable(
        kind.duties_of((desk.title,))
    )


def own(desk: Desk, there: Neighbour, rule: Rule, got: Told) -> Iterator[str]:
    """What is wrong with the answer to an own id, for a title that may."""
    if there.canary in got.words:
        yield "a word of next door"
    if got.status in INSIDE or wants_purpose(desk, rule, got):
        return
    if got.status == 403 and (shut(desk, rule) or rule.rule.endswith("seal")):
        return
    flow = catalog().workflow(CHANGE if rule.endpoint in ABOUT_PAPERS else str(desk.office.ids["flow"]))
    if "number" in rule.arguments and got.status == 404 and sees_some(desk.office, desk.title, flow.purpose):
        return
    if got.status == 404 and _not_kept_here(desk, rule.endpoint):
        return
    # a token ends by the hand of whoever has it; a purpose is offered to those who have a share in it
    hers = {"tokens.end": "administrator", "purposes.facts_page": "", "purposes.choose": ""}
    if got.status == 404 and hers.get(rule.endpoint, desk.title) != desk.title:
        return
    yield f"{got.status} for an own id"


def _not_kept_here(desk: Desk, endpoint: str) -> bool:
    """Whether an address is about what this office, or the case that is asked with, has none of."""
    office = desk.office.office
    return (
        (endpoint in OF_LISTED and office.listed is None)
        or endpoint in OF_RECORDS
        or (endpoint.startswith("consents.") and not office.kind.plates)
        or (endpoint.startswith("donors.") and not office.kind.funds)
    )


@pytest.fixture(scope="module", params=sorted(catalog().kinds))
def street(
    request: pytest.FixtureRequest, app: Flask, database: Database
) -> Iterator[tuple[Neighbour, Neighbour]]:
    """Two offices of a kind, side by side."""
    here, there = (make_neighbour(app, database, request.param, name) for name in ("Here", "There"))
    yield here, there
    stop_typesetting()


def test_an_id_of_next_door_is_an_id_of_nothing(street: tuple[Neighbour, Neighbour]) -> None:
    here, there = street
    wrong = []
    for desk in desks(here):
        for rule, method, permission in cells(desk):
            if rule.arguments - WORDS != {"tenant_slug"} and desk.may(permission):
                found = strangers(desk, there, rule, method)
                wrong += [f"{named(rule, method)} as {desk.title} {desk.purpose}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)


def test_an_own_id_opens_to_every_title_that_may_and_each_address_to_one(
    street: tuple[Neighbour, Neighbour],
) -> None:
    here, there = street
    wrong, reached, asked = [], set(), set()
    for desk in desks(here):
        for rule, method, permission in cells(desk):
            name = named(rule, method)
            got = told(desk.open(rule, method, here.ids), here.ids)
            if not desk.may(permission):
                wrong += [] if got.status == 403 else [f"{name} as {desk.title}: {got.status}, may not"]
                continue
            asked.add(name)
            if got.status in INSIDE and not wants_purpose(desk, rule, got):
                reached.add(name)
            wrong += [f"{name} as {desk.title} {desk.purpose}: {one}" for one in own(desk, there, rule, got)]
    assert not wrong, "\n".join(wrong)
    # where no purpose outside a case writes contacts, they are edited for a case only, which is tested with the pages
    on_a_person = [name for name in asked if "/contacts" in name or "/classes" in name]
    in_case = {name for name in on_a_person if not here.office.kind.funds}
    in_case |= {
        name for name in asked if "/consents/" in name and here.office.kind.name != "motor_vehicle_agency"
    }
    # a log of what is withheld is kept for requests for records alone; lists of donors where there are any
    in_case |= {
        one for one in asked if "/records" in one or ("/donors/" in one and not here.office.kind.funds)
    }
    if here.office.listed is None:
        in_case |= {name for name in asked if name.endswith(("/reroute", "/public"))}
    assert asked - in_case == reached - in_case, f"nobody gets in: {asked - reached}"


def named(rule: Rule, method: str) -> str:
    """An address as people say it."""
    return f"{method} {rule.rule.removeprefix('/t/<slug:tenant_slug>')}"
