"""A gift that was taken back stands once on its donor's own page: the row that takes it back is for the books."""

import pytest
from sqlalchemy import select

from casework.base.clock import today
from casework.base.money import Money
from casework.models import Fund
from casework.services.donors.funds import fund_said
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.donors.issue_receipt import _facts, issue_receipt
from casework.services.donors.new_gift import NewGift
from casework.services.donors.record_gift import record_gift
from casework.services.donors.refund_gift import refund_gift
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.thanks.thank_words import gifts_to_thank, thank_words
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


def test_a_gift_of_which_a_part_was_given_back_says_what_is_left(scene: Scene, donor: Browser) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.system("take_payment")) as session:
            food, general = (
                session.scalars(select(Fund.id).where(Fund.code == code)).one()
                for code in ("food", "general")
            )
            parts = ((food, Money(40_00, "USD")), (general, Money(18_64, "USD")))
            new = NewGift(
                scene.mine,
                food,
                today(office.tenant.timezone),
                Money(58_64, "USD"),
                method="card",
                splits=parts,
            )
            gift = record_gift(session, new).id
            refund_gift(session, gift, Money(20_00, "USD"), reason="Asked for it")
            issue_receipt(session, gift)
            session.commit()
    page = donor.get("/giving/mine").get_data(as_text=True)
    row = page.split("$58.64")[1].split("</tr>")[0]
    assert "$38.64 after a part was given back" in row
    told = donor.get("/giving/mine?lang=vi").get_data(as_text=True)
    assert "Mua thực phẩm" in told and "Buying food" not in told, (
        "a fund is called as the reader’s language has it"
    )
    donor.get("/giving/mine?lang=en")


def test_papers_call_a_fund_as_their_language_does_unless_the_office_renamed_it(scene: Scene) -> None:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.system("take_payment")) as session:
            food = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
            new = NewGift(scene.mine, food, today(office.tenant.timezone), Money(12_34, "USD"))
            gift = gift_by_id(session, record_gift(session, new).id)
            told = [
                _facts(session, gift, "1", Money(12_34, "USD"), None, language=language).fund
                for language in ("en", "vi", "pt-BR")
            ]
            thanked = gifts_to_thank(session, [gift.id])[gift.id]
            assert told == ["Buying food", "Mua thực phẩm", "Compra de alimentos"]
            assert any("Mua thực phẩm" in line for line in thank_words(session, thanked, "Vy", "vi"))
            session.commit()
        assert fund_said(office, "A fund of our own", "vi") == "A fund of our own"
