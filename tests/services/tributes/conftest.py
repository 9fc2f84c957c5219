"""Who looks after donors, the job that tells people, and the mail as it would leave."""

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.models import Letter
from casework.services.mail.send_letter import NOBODY, _failed
from casework.services.mail.write_letter import write_letter
from casework.services.tributes.tell import tell
from casework.services.typesetting.typeset import stop_typesetting
from tests.services.desks import Worker
from tests.services.donors.scene import NOW


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture
def care(desks, charity):
    return lambda: desks.at(charity, purpose="donor_care", worker=Worker(("donor_manager",)))


@pytest.fixture
def working(desks, charity):
    """Let the job tell these, as often as it comes."""

    def work(*tributes, times=1):
        for _ in range(times):
            for tribute in tributes:
                with desks.as_system(charity, "tell_tribute") as session:
                    tell(session, tribute)
                    session.commit()

    return work


@pytest.fixture
def mailed(desks, charity):
    """The mail of a letter as it would leave; None where it does not."""

    def write(letter_id):
        with desks.as_system(charity, "send_letter") as session:
            letter = session.scalars(select(Letter).where(Letter.id == letter_id)).one()
            mail = write_letter(session, letter)
            if mail is None:
                _failed(session, letter, NOBODY)
            session.commit()
            return mail

    return write
