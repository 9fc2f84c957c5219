"""Reviews of emergency access: by somebody else, once, with words; and brought up when nobody does."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from casework.base.clock import freeze, now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.models import BreakGlass, Letter
from casework.services.emergency.read_emergency import read_opened
from casework.services.emergency.remind_officers import remind_officers
from casework.services.emergency.review import all_accesses, one_access, review
from casework.services.emergency.viewers import asker, reader
from tests.services.cases.desk_cases import work_here
from tests.services.emergency.scene import REASON, Scene, broken


def test_who_broke_the_glass_can_neither_review_nor_change_it(scene, settings):
    glass = broken(scene)
    both = work_here(settings, scene.office, "field_worker", "privacy_officer")
    own = Scene(scene.office, scene.case, both, scene.officer, scene.other)
    mine = broken(own)
    with (
        freeze(now() + timedelta(hours=2)),
        scene.office.open(scene.office.member(both, "oversight")) as session,
    ):
        with pytest.raises(Refused) as refused:
            review(session, mine.id, outcome="justified", words="I checked it myself, all fine")
        assert refused.value.code == "OWN_ACCESS"
        values = {"outcome": "justified", "reviewed_by": scene.officer.id, "reviewed_at": now()}
        with pytest.raises(DBAPIError):
            session.execute(update(BreakGlass).where(BreakGlass.id == mine.id).values(**values))
    with scene.office.open(asker(scene.office, scene.crew)) as session:
        row = session.scalars(select(BreakGlass).where(BreakGlass.id == glass.id)).one()
        row.until = row.until + timedelta(minutes=-5)
        with pytest.raises(DBAPIError):
            session.commit()


def test_an_officer_reviews_it_once_with_words(scene):
    glass = broken(scene)
    with scene.office.open(reader(scene.office, scene.crew, glass)) as session:
        read_opened(session, glass)
        session.commit()
    oversight = scene.office.member(scene.officer, "oversight")
    with scene.office.open(oversight) as session:
        with pytest.raises(Refused) as refused:
            review(session, glass.id, outcome="justified", words="Called the fire crew, true")
        assert refused.value.code == "STILL_OPEN"
        session.commit()
        assert [one.outcome for one in all_accesses(session)] == [None]
    with freeze(now() + timedelta(hours=2)), scene.office.open(oversight) as session:
        with pytest.raises(InvalidInput) as wrong:
            review(session, glass.id, outcome="fine", words="ok")
        assert set(wrong.value.errors) == {"outcome", "words"}
        seen, reads = one_access(session, glass.id)
        assert seen.reason == REASON and "disclosed" in {read.act for read in reads}
        review(session, glass.id, outcome="justified", words="Called the fire crew, true")
        session.commit()
        assert [one.outcome for one in all_accesses(session)] == ["justified"]
        with pytest.raises(Refused, match="already reviewed"):
            review(session, glass.id, outcome="not_justified", words="Called the fire crew, false")


def test_after_five_days_the_officers_are_reminded_and_not_every_day(scene):
    broken(scene)

    def remind(days):
        with (
            freeze(now() + timedelta(days=days)),
            scene.office.open(scene.office.system("break_glass")) as session,
        ):
            count = remind_officers(session)
            session.commit()
            return count

    assert [remind(4), remind(5.1), remind(6), remind(10.3)] == [0, 1, 0, 1]
    with scene.office.open(scene.office.system("break_glass")) as session:
        told = session.scalars(select(Letter).where(Letter.template == "break_glass_reminder")).all()
    assert len(told) == 4


def test_another_office_knows_nothing_of_it(scene, northport, settings):
    glass = broken(scene)
    theirs = work_here(settings, northport, "privacy_officer")
    with northport.open(northport.member(theirs, "oversight")) as session:
        assert all_accesses(session) == []
        with pytest.raises(NotFound):
            one_access(session, glass.id)


def test_the_wall_alone_keeps_it_from_colleagues_and_from_change(scene, settings):
    """Straight at the database with the app's login, past every Python rule."""
    glass = broken(scene)
    owner = settings.database.owner.replace("+psycopg", "")
    with psycopg.connect(owner) as connection, pytest.raises(psycopg.Error, match="never changed"):
        connection.execute("update break_glass set category = 'order' where id = %s", [glass.id])
    with psycopg.connect(owner) as connection, pytest.raises(psycopg.Error, match="reviewed once"):
        connection.execute(
            "update break_glass set outcome = 'justified', reviewed_by = opened_by, reviewed_at = now(),"
            " words = 'x' where id = %s",
            [glass.id],
        )
