"""What went to no case is kept for two months, then forgotten with its files; what waits stays."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.models import IntakeFile, IntakeItem
from casework.services.inbound.forget_post import forget_post
from tests.factories.mail_corpus import PLAIN, head
from tests.web.post.conftest import PostRoom


def aged(room: PostRoom, item: UUID, days: int) -> None:
    with room.app.app_context(), room.office.open(room.office.system("load_demo")) as session:
        row = session.scalars(select(IntakeItem).where(IntakeItem.id == item)).one()
        row.logged_at = now() - timedelta(days=days)
        session.commit()


def test_set_aside_goes_after_two_months_and_what_waits_stays(room: PostRoom) -> None:
    auto = [room.mail(head("Auto-Submitted: auto-replied") + PLAIN + b"Away %d" % at) for at in range(2)]
    waits = room.mail(head() + PLAIN + b"Please answer")
    for item, days in ((auto[0], 61), (auto[1], 59), (waits, 400)):
        aged(room, item, days)
    with room.app.app_context(), room.office.open(room.office.system("sweep")) as session:
        assert forget_post(session) == 1
        session.commit()
    left = {one.id for one in room.all(IntakeItem)}
    assert auto[0] not in left and {auto[1], waits} <= left
    assert room.all(IntakeFile, IntakeFile.item_id == auto[0]) == []
