"""The demo's charity took a list over with its gifts, and has one that waits for somebody to say who is who."""

from sqlalchemy import func, select

from casework.models import Gift, ImportNotSame, ImportRun
from casework.services.demo.cases import Stage
from casework.services.demo.donor_imports import bring_in_donors
from casework.services.demo.offices import OFFICES
from casework.services.people.register_person import NewPerson, register_person
from tests.services.desks import Worker
from tests.services.imports.files import counts


def test_the_demo_has_donors_with_gifts_from_a_file_and_a_list_to_judge(desks, charity):
    demo = next(one for one in OFFICES if one.slug == "riverbend")
    with desks.all_seeing(charity) as session:
        for name in ("Bela Thornquist", "Ines Calloway"):
            mail = (("email", f"{name.split()[0]}@example.org"),)
            register_person(session, NewPerson(name, contacts=mail))
        session.commit()
    with desks.app.app_context():
        stage = Stage(charity, demo, {"finance": Worker(("finance_officer",))}, None)
        bring_in_donors(stage)
        bring_in_donors(stage)
    with desks.all_seeing(charity) as session:
        runs = session.scalars(select(ImportRun).order_by(ImportRun.begun_at)).all()
        assert [(run.file_name, run.state, counts(run)) for run in runs] == [
            ("pantry-contacts.csv", "done", (3, 0, 0, 1)),
            ("pantry-contributions.csv", "done", (2, 0, 0, 3)),
            ("pantry-shared-gifts.csv", "done", (2, 0, 0, 0)),
            ("pantry-pledges.csv", "done", (1, 0, 0, 1)),
            ("fair-cards.csv", "checked", (3, 0, 2, 0)),
        ]
        assert session.scalar(select(func.count()).select_from(Gift)) == 4
        assert session.scalar(select(func.count()).select_from(ImportNotSame)) == 1
