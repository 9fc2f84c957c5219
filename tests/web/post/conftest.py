"""A council with post, and the people who sort it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from casework.services.inbound.keep_mail import keep_mail
from casework.services.inbound.keep_scan import Scan, keep_scan
from casework.services.inbound.sort_mail import sort_mail
from casework.services.office import Office, office_by_id
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, MadeUser, make_tenant, make_user

TITLES = ("request_officer", "field_worker", "privacy_officer", "administrator")


@dataclass(frozen=True)
class PostRoom:
    """An office, who works there, and what comes in."""

    app: Flask
    tenant: MadeTenant
    users: dict[str, MadeUser]
    signed_in: dict[str, Browser] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        with self.app.app_context():
            return office_by_id(self.tenant.id)

    def browser(self, title: str = "request_officer", *, anew: bool = False) -> Browser:
        """Somebody's browser, signed in once for all tests of a file; `anew`: another."""
        if anew or title not in self.signed_in:
            here = self.signed_in[title] = Browser(self.app, self.tenant)
            assert here.sign_in(self.users[title]).status_code == 303
        return self.signed_in[title]

    def within(self, act: Callable[[Any], UUID]) -> UUID:
        with self.app.app_context(), self.office.open(self.office.system("take_post")) as session:
            done = act(session)
            session.commit()
            return done

    def mail(self, raw: bytes) -> UUID:
        def come(session: Any) -> UUID:
            item = keep_mail(session, raw, source="drop")
            sort_mail(session, item)
            return item

        return self.within(come)

    def scan(self, content: bytes, at: datetime, channel: str = "fax", name: str = "fax.pdf") -> UUID:
        return self.within(
            lambda session: keep_scan(session, Scan(channel, "drop", at, name, BytesIO(content)), again=name)
        )

    def all(self, kind: type, *where: Any) -> list[Any]:
        with self.app.app_context(), self.office.open(self.office.system("load_demo")) as session:
            rows = list(session.scalars(select(kind).where(*where)))
            for row in rows:
                session.expunge(row)
            session.commit()
            return rows


@pytest.fixture(scope="module")
def room(app: Flask, database: Any) -> PostRoom:
    tenant = make_tenant(database, "Lakeshore", kind="council")
    people = {title: make_user(database, tenant, title, name=title.title()) for title in TITLES}
    return PostRoom(app, tenant, people)
