"""A gift that was taken back stands once on its donor's own page: the row that takes it back is for the books."""

import pytest
from sqlalchemy import select

from casework.base.clock import today
from casework.base.money import Money
from casework.models import Fund
from casework.services.donors.new_gift import NewGift
from casework.services.donors.record_gift import record_gift
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.typesetting.typeset import stop_typesetting
from tests.factories.browser import Browser
from tests.web.public.test_own_giving import Scene, asked, donor, scene

__all__ = ["asked", "donor", "scene"]


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


def test_what_was_taken_back_is_one_line_and_no_amount_below_zero(scene: Scene, donor: Browser) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.system("take_payment")) as session:
            fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
            day = today(office.tenant.timezone)
            gift = record_gift(session, NewGift(scene.mine, fund, day, Money(77_31, "USD"), method="card"))
            reverse_gift(session, gift.id, reason="Bounced")
            session.commit()
    page = donor.get("/giving/mine").get_data(as_text=True)
    assert page.count("77.31") == 1 and "given back" in page.split("77.31")[1][:200]
    assert "$42.00" in page
