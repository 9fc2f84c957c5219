"""The demo shows one import that came in with rows refused, and one that waits to be judged."""

from sqlalchemy import func, select

from casework.models import ImportRun, PlateIssue
from casework.services.demo.cases import Stage
from casework.services.demo.imports import bring_in_registers
from casework.services.demo.offices import OFFICES
from casework.services.people.register_person import NewPerson, register_person
from tests.services.desks import Worker
from tests.services.imports.files import counts


def test_the_demo_has_an_import_with_refused_rows_and_one_to_judge(desks, agency):
    demo = next(one for one in OFFICES if one.slug == "eastvale")
    with desks.all_seeing(agency) as session:
        for name in ("Bela Thornquist", "Ines Calloway"):
            mail = (("email", f"{name.split()[0]}@example.org"),)
            register_person(session, NewPerson(name, contacts=mail))
        session.commit()
    with desks.app.app_context():
        stage = Stage(agency, demo, {"supervisor": Worker(("supervisor",))}, None)
        bring_in_registers(stage)
        bring_in_registers(stage)
    with desks.all_seeing(agency) as session:
        runs = session.scalars(select(ImportRun).order_by(ImportRun.begun_at)).all()
        assert [(run.register, run.state, counts(run)) for run in runs] == [
            ("plates", "done", (7, 0, 0, 5)),
            ("people", "checked", (2, 0, 2, 1)),
        ]
        assert session.scalar(select(func.count()).select_from(PlateIssue)) == 7
