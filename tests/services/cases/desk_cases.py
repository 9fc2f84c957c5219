"""Cases and colleagues for tests of the desk."""

from uuid import UUID, uuid4

import psycopg

from casework.packs import catalog
from casework.services.cases.open_case import Opened, open_case
from casework.services.office import Office
from casework.settings import Settings
from tests.services.cases.conftest import Colleague

REQUEST = "constituent_request"


def open_request(
    office: Office, *, name: str = "Hoa Nguyen", description: str = "A deep hole", **more
) -> Opened:
    """A request to a council, as an applicant sends it."""
    workflow, draft = catalog().workflow(REQUEST), uuid4()
    answers = {
        "category": workflow.field("category").options[0].value,
        "danger": False,
        "description": description,
        "place": {"text": "Elm Street 4"},
        "name": name,
        "email": "hoa@example.org",
        **more,
    }
    with office.open(office.applicant(draft, workflow.purpose)) as session:
        done = open_case(session, workflow, answers, language="en", channel="web", case_id=draft)
        session.commit()
    return done


def work_here(
    settings: Settings, office: Office, *titles: str, units: tuple[UUID, ...] = (), name: str = ""
) -> Colleague:
    """A colleague with an account, so that cases can be given to them."""
    assert settings.database is not None
    member = Colleague(titles, uuid4(), frozenset(units))
    mail = f"{member.id}@x.example"
    with psycopg.connect(settings.database.identity.replace("+psycopg", "", 1), autocommit=True) as conn:
        conn.execute(
            'insert into identity."user" (tenant_id, id, email, email_key, name, titles, units, language, status)'
            " values (%s, %s, %s, %s, %s, %s, %s, 'en', 'active')",
            [
                office.tenant.id,
                member.id,
                mail,
                mail,
                name or f"Colleague {titles[0]}",
                list(titles),
                list(units),
            ],
        )
    return member
