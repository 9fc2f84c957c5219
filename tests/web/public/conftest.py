"""Citizens and what they type."""

from typing import Any

import pytest
from flask import Flask

from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant

SERVICE = "data_change"
GOOD: dict[str, dict[str, Any]] = {
    "correction": {"subject": "name", "now_says": "Anna", "should_say": "Ana CNRY-right"},
    "you": {"name": "Ana CNRY-name", "email": "ana@example.org", "phone": ""},
    "evidence": {},
}


@pytest.fixture
def northport(database: Database) -> MadeTenant:
    """An agency of this test's own, so that nobody else's tries are counted."""
    return make_tenant(database, "Northport")


@pytest.fixture
def here(app: Flask, northport: MadeTenant) -> Browser:
    """A citizen's browser at the agency."""
    return Browser(app, northport)


def fill(browser: Browser, service: str = SERVICE, pages: dict[str, dict[str, Any]] = GOOD) -> None:
    """Go through the whole form, up to the answers to be checked."""
    for name, boxes in pages.items():
        at = f"/apply/{service}/{name}"
        answer = browser.post(at, {**boxes, "act": "continue"}, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.get_data(as_text=True)
