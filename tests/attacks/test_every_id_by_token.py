"""Every address of the API with an id × tokens of every title and purpose: next door is nothing, to the letter."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from casework.models.identity import User
from casework.packs import Purpose, catalog
from casework.policy.rulebook import allowed
from casework.services.staff.make_token import OFFERED, open_purposes
from casework.services.staff.recognise import as_staff
from casework.services.staff.threshold import threshold_viewer
from casework.services.tenants.find_tenant import find_tenant
from casework.services.typesetting.typeset import stop_typesetting
from casework.settings import Database
from casework.store.identity import identity_session
from casework.web.guards import guard_for
from tests.api.programs import Program, make_program
from tests.attacks.neighbours import Ids, Member, Neighbour, any_facts, make_neighbour, never, sees_some

WORDS, PACKED = {"name", "move"}, {"name", "flow", "code"}
"""Parts of addresses, and ids, that stand in the packs and are the same at every office of a kind."""
INSIDE = {200, 201, 409, 412, 422}


class Token:
    """A program, whose it is, and what it reads for."""

    def __init__(self, office: Neighbour, title: str, purpose: Purpose) -> None:
        self.office, self.title, self.purpose = office, title, purpose.code
        self.facts = {"Purpose-Facts": json.dumps(any_facts(purpose))} if purpose.requires else {}
        self.program: Program = make_program(office.app, office.users[title], purpose.code, OFFERED)

    def call(self, rule: Rule, method: str, ids: Ids) -> TestResponse:
        """What comes back from an address with these ids."""
        held = ids | {"reference": ids["number"], "move": ids["name"]}
        values = {name: held[name] for name in rule.arguments}
        path = self.office.app.url_map.bind("").build(rule.endpoint, values, method=method)
        headers = {"Idempotency-Key": uuid.uuid4().hex, "If-Match": '"1"', **self.facts}
        more: dict[str, Any] = {"json": {}} if method == "POST" else {}
        return self.program.call(method, path, headers=headers, **more)

    def may(self, permission: str) -> bool:
        """What the rulebook says of this title."""
        member = Member(self.office.users[self.title].id, (self.title,))
        return allowed(permission, threshold_viewer(member, self.office.office.tenant))


def told(answer: TestResponse, ids: Ids) -> tuple[int, str]:
    """What the answer tells, whichever ids were asked for."""
    is_file = answer.mimetype == "application/pdf"
    words = "" if is_file else answer.text.replace(answer.headers["X-Request-Id"], "*")
    for value in (str(held) for name, held in ids.items() if name not in PACKED):
        words = words.replace(value, "*")
    return answer.status_code, words


def tokens(office: Neighbour) -> Iterator[Token]:
    """A token of each title for each purpose that its member may give to a program."""
    for title, made in office.users.items():
        with office.app.app_context(), identity_session() as session:
            user = session.get(User, (office.tenant.id, made.id))
            facts = find_tenant(session, slug=office.tenant.slug)
            assert user is not None and facts is not None
            purposes = open_purposes(as_staff(user, fresh_at=user.created_at), facts)
        duties = office.office.kind.duties_of((title,))
        with_facts = [one for one in purposes if one.requires and "contact" in one.readable(duties)]
        for purpose in [one for one in purposes if not one.requires] + with_facts[:1]:
            yield Token(office, title, purpose)


def cells(app: Flask, ids: Ids) -> Iterator[tuple[Rule, str, str]]:
    """Every address of the API with an id that this kind of office has."""
    held = ids.keys() | {"reference", "move"}
    for rule in app.url_map.iter_rules():
        has_ids = rule.arguments - WORDS
        if rule.rule.startswith("/api/v1/") and has_ids and rule.arguments <= held:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                guard = guard_for(app, rule.endpoint, method)
                if guard is not None and guard.permission is not None:
                    yield rule, method, guard.permission


@pytest.fixture(scope="module", params=sorted(catalog().kinds))
def street(
    request: pytest.FixtureRequest, app: Flask, database: Database
) -> Iterator[tuple[Neighbour, Neighbour]]:
    """Two offices of a kind, side by side."""
    here, there = (make_neighbour(app, database, request.param, name) for name in ("Here", "There"))
    yield here, there
    stop_typesetting()


def test_a_program_finds_nothing_of_next_door_and_its_own_where_it_may(
    street: tuple[Neighbour, Neighbour],
) -> None:
    here, there = street
    wrong, asked, reached = [], set(), set()
    flow = catalog().workflow(str(here.ids["flow"]))
    for token in tokens(here):
        for rule, method, permission in cells(here.app, here.ids):
            name, may = f"{method} {rule.rule}", token.may(permission)
            theirs, no_ones, its_own = (
                told(token.call(rule, method, i), i) for i in (there.ids, never(here), here.ids)
            )
            asked.add(name)
            reached |= {name} if may and its_own[0] in INSIDE else set()
            if sees_some(here, token.title, flow.purpose) and its_own[0] == 404:
                its_own = (403, its_own[1])  # there, but not in this token's scope: refused all the same
            good = theirs == no_ones and theirs[0] == (404 if its_own[0] in INSIDE else theirs[0])
            # 403: the title may not, or this is no purpose to read such a thing for
            if (
                not good
                or theirs[0] not in (403, 404)
                or its_own[0] not in ({*INSIDE, 403} if may else {403})
            ):
                wrong.append(
                    f"{name} as {token.title} for {token.purpose}: {theirs[0]} {no_ones[0]} {its_own[0]}"
                )
            if there.canary in theirs[1] + no_ones[1] + its_own[1]:
                wrong.append(f"{name} as {token.title} for {token.purpose}: a word of next door")
    assert not wrong, "\n".join(wrong)
    assert asked == reached, f"no token opens {asked - reached}"
    assert len(asked) > 3
