"""How often schema identity is asked for one page."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_user


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """The statements of the identity login since the test last cleared the list."""
    said: list[str] = []

    def hear(conn: object, cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    engine = app.extensions["casework.identity_engine"]
    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def test_a_page_of_staff_asks_for_tenant_and_session_and_no_more(
    app: Flask, northport: MadeTenant, database: Database, asked: list[str]
) -> None:
    here = Browser(app, northport)
    here.sign_in(make_user(database, northport))
    asked.clear()
    here.get("/account/")
    assert len(asked) == 2, asked


def test_a_page_of_a_guest_asks_for_the_tenant_alone(
    app: Flask, northport: MadeTenant, asked: list[str]
) -> None:
    Browser(app, northport).get("/sign-in")
    assert len(asked) == 1, asked
