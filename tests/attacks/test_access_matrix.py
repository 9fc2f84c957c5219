"""Every route × method × title of every kind of office: the door says what the rulebook says, in each cell.

The doors run up to, and not into, the view: what guards and forms refuse is seen apart from what views refuse.
Then every page that needs no id is opened for real by everybody who may.
"""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from casework.base.errors import CaseworkError, NotAllowed
from casework.models.identity import User
from casework.packs import catalog
from casework.policy.rulebook import allowed
from casework.services.staff.present import NotSignedIn
from casework.services.staff.recognise import as_staff
from casework.services.staff.sign_in import open_session
from casework.services.staff.threshold import threshold_viewer
from casework.services.tenants.find_tenant import find_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from casework.web.csrf import SAFE, ForgedForm
from casework.web.guards import guard_for
from tests.factories.browser import BASE
from tests.factories.tenants import MadeTenant, make_tenant, make_user

GUEST = "nobody"


class Office:
    """A tenant of one kind with a session for each of its titles."""

    def __init__(self, app: Flask, database: Database, kind: str) -> None:
        self.tenant: MadeTenant = make_tenant(database, kind.replace("_", " ").title(), kind=kind)
        self.cookies = {GUEST: ""}
        self.viewers = {}
        for title in catalog().kind(kind).titles:
            made = make_user(database, self.tenant, title, name=f"Holder of {title}")
            with app.app_context(), identity_session() as session:
                user = session.get(User, (self.tenant.id, made.id))
                facts = find_tenant(session, slug=self.tenant.slug)
                assert user is not None
                assert facts is not None
                self.cookies[title] = open_session(session, user)
                self.viewers[title] = threshold_viewer(as_staff(user, fresh_at=user.created_at), facts)
                session.commit()


@pytest.fixture(scope="module")
def offices(app: Flask, database: Database) -> list[Office]:
    return [Office(app, database, kind) for kind in sorted(catalog().kinds)]


def _cells(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every guarded route of tenants with each of its methods and its permission."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            guard = guard_for(app, rule.endpoint, method)
            if guard is not None and guard.permission is not None and "tenant_slug" in rule.arguments:
                yield rule, method, guard.permission


def _path(app: Flask, rule: Rule, slug: str) -> str:
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        words = sorted(converter.items) if isinstance(converter, AnyConverter) else ["x"]
        values[name] = {"UUIDConverter": uuid.uuid4(), "IntegerConverter": 1, "FloatConverter": 1.0}.get(
            kind, words[0]
        )
    return app.url_map.bind("").build(rule.endpoint, values | {"tenant_slug": slug}, method=None)


def _door(app: Flask, method: str, path: str, cookie: str) -> type[CaseworkError] | None:
    headers = {"Cookie": f"casework-staff={cookie}"} if cookie else {}
    with app.test_request_context(path, method=method, base_url=BASE, headers=headers):
        try:
            app.preprocess_request()
        except CaseworkError as refused:
            return type(refused)
        return None


def test_every_cell_of_route_and_title_is_what_the_rulebook_says(app: Flask, offices: list[Office]) -> None:
    cells, let_in, wrong = 0, set(), []
    for rule, method, permission in _cells(app):
        for office in offices:
            for title, cookie in office.cookies.items():
                cells += 1
                got = _door(app, method, _path(app, rule, office.tenant.slug), cookie)
                wanted: type[CaseworkError] | None = NotSignedIn
                if title != GUEST:
                    open_here = allowed(permission, office.viewers[title])
                    wanted = (None if method in SAFE else ForgedForm) if open_here else NotAllowed
                    let_in |= {(rule.rule, method)} if open_here else set()
                if got is not wanted:
                    wrong.append(f"{method} {rule.rule} as {title}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    unreached = {(rule.rule, method) for rule, method, _ in _cells(app)} - let_in
    assert not unreached, f"no title opens {unreached}"
    assert cells > 100


def test_a_session_of_another_office_is_nobody_at_every_door(app: Flask, offices: list[Office]) -> None:
    for rule, method, _ in _cells(app):
        for here, there in zip(offices, offices[1:] + offices[:1], strict=True):
            path = _path(app, rule, here.tenant.slug)
            administrator = there.cookies["administrator"]
            assert _door(app, method, path, administrator) is NotSignedIn, f"{method} {rule.rule}"


def test_head_and_options_open_no_door_that_get_keeps_shut(app: Flask, offices: list[Office]) -> None:
    office = offices[0]
    for rule, method, permission in _cells(app):
        if method != "GET":
            continue
        for title, cookie in office.cookies.items():
            told = _door(app, "HEAD", _path(app, rule, office.tenant.slug), cookie)
            if title == GUEST:
                assert told is NotSignedIn
            elif not allowed(permission, office.viewers[title]):
                assert told is NotAllowed


def test_every_page_without_an_id_opens_for_whoever_may(app: Flask, offices: list[Office]) -> None:
    for rule, method, permission in _cells(app):
        if method != "GET" or rule.arguments != {"tenant_slug"}:
            continue
        for office in offices:
            for title, cookie in office.cookies.items():
                if title == GUEST or not allowed(permission, office.viewers[title]):
                    continue
                answer = app.test_client().get(
                    _path(app, rule, office.tenant.slug),
                    base_url=BASE,
                    headers={"Cookie": f"casework-staff={cookie}"},
                )
                assert answer.status_code in (200, 302, 303), f"{rule.rule} as {title}: {answer.status_code}"
