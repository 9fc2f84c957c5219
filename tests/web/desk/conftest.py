"""Two offices with cases, and the people who work there."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from flask import Flask

from casework.services.cases.open_case import Opened
from casework.services.office import Office, office_by_id
from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, MadeUser, make_tenant, make_user
from tests.services.cases.transfers import open_transfer

THEIRS = "CNRY-eastvale"
_VINS = count(500_001)


@dataclass(frozen=True)
class Port:
    """An office, the people at its desks, and how to open a case there."""

    app: Flask
    tenant: MadeTenant
    users: dict[str, MadeUser]

    @property
    def office(self) -> Office:
        with self.app.app_context():
            return office_by_id(self.tenant.id)

    def opened(self, **answers: Any) -> Opened:
        answers.setdefault(
            "vin", f"JH4DA9370MS{next(_VINS):06d}"
        )  # two open transfers of one vehicle stop each other
        with self.app.app_context():
            return open_transfer(office_by_id(self.tenant.id), **answers)

    def browser(self, title: str) -> Browser:
        here = Browser(self.app, self.tenant)
        assert here.sign_in(self.users[title]).status_code == 303
        return here


TITLES = ("title_clerk", "title_examiner", "senior_examiner", "cashier", "supervisor", "privacy_officer")


def make_port(app: Flask, database: Database, name: str) -> Port:
    tenant = make_tenant(database, name)
    people = {
        title: make_user(database, tenant, title, name=f"{title.replace('_', ' ').title()} Of {name}")
        for title in TITLES
    }
    return Port(app, tenant, people)


@pytest.fixture(scope="module")
def port(app: Flask, database: Database) -> Port:
    return make_port(app, database, "Northport")


@pytest.fixture(scope="module")
def vale(app: Flask, database: Database) -> Port:
    made = make_port(app, database, "Eastvale")
    made.opened(
        buyer_name=f"{THEIRS} Buyer", seller_name=f"{THEIRS} Seller", buyer_email="cnry@eastvale.example"
    )
    return made
