"""A declaration for Gift Aid with an address that the tax office does not take: sent back, nothing is charged."""

from casework.models import Gift, GiftAidDeclaration, Pledge
from tests.factories.browser import Browser
from tests.web.public.conftest import fill
from tests.web.public.test_giving import GIVE, bank, form, giver, riverbend, rows

__all__ = ["bank", "giver", "riverbend"]


def test_a_declaration_without_a_british_postcode_is_sent_back(app, riverbend, giver: Browser, bank) -> None:
    aid = {"gift_aid": "this", "aid_first": "Rey", "aid_last": "Gular", "aid_house": "9"}
    told = form(
        amount={"amount-currency": "GBP"},
        donor={"donor_name": "Far Away", "donor_email": "far@give.example"},
        aid={**aid, "aid_postcode": "97009"},
    )
    fill(giver, GIVE, told)
    sent = giver.post(f"/apply/{GIVE}/check", {"truth": "yes"})
    text = sent.get_data(as_text=True)
    assert sent.status_code == 422 and "(AID_ADDRESS)" in text and "Enter a postcode" in text
    for what in (Gift, Pledge, GiftAidDeclaration):
        assert rows(app, riverbend, what) == []
    assert not bank.moved
