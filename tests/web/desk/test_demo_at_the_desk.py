"""The demo's cases, in all their states, open at the desk with few statements."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, select

from casework.app import create_app
from casework.hooks import load_hooks
from casework.models import Case
from casework.packs import catalog
from casework.services.demo.found import find_office
from casework.services.demo.load import begin_demo
from casework.services.demo.offices import OFFICES, PASSWORD
from casework.store.bind import release_store
from casework.store.registers import db
from tests.factories.browser import BASE
from tests.factories.tenants import CHEAP
from tests.web.desk.test_desk_pages import MOST


@pytest.fixture
def demo(cluster, fresh_database) -> Iterator[Flask]:
    app = create_app(cluster.settings(fresh_database))
    load_hooks(catalog())
    app.config.update(PASSWORD_COST=CHEAP, TESTING=True)
    with app.app_context():
        begin_demo()
    yield app
    release_store(app)


@pytest.mark.deep
def test_every_case_of_the_demo_opens_with_few_statements(demo):
    office = next(one for one in OFFICES if one.slug == "northport")
    seen: list[str] = []
    with demo.app_context():
        engine, here = db.engine, find_office(office.slug)
        with here.open(here.system("load_demo")) as session:
            cases = session.execute(
                select(Case.number, Case.state, Case.workflow).where(Case.sealed.is_(False))
            ).all()

    def note(conn, cursor, statement, *rest):
        if "set_config('app.viewer'" not in statement:
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    client = demo.test_client()
    home = f"/t/{office.slug}"
    token = re.search(r'csrf_token" value="([^"]+)"', client.get(f"{home}/sign-in", base_url=BASE).text)
    senior = next(one for one in office.staff if "senior_examiner" in one.titles)
    sent = {"csrf_token": token[1], "email": office.email(senior), "password": PASSWORD}
    assert client.post(f"{home}/sign-in", data=sent, base_url=BASE).status_code == 303
    assert len({state for _number, state, _workflow in cases}) >= 3
    for number, state, workflow in cases:
        moves = [f"moves/{move.name}" for move in catalog().workflow(workflow).moves_from(state)]
        for part in ("", "print", "fees", *moves):
            seen.clear()
            answer = client.get(f"{home}/desk/cases/{number}/{part}", base_url=BASE)
            assert answer.status_code == 200, (number, part)
            assert len(seen) <= MOST, (number, state, part, len(seen), seen)
