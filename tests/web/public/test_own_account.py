"""The donor's own page: the account of a regular gift is corrected there, and the office tells the bank."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from casework.base.clock import today
from casework.base.money import Money
from casework.domain.schedules import Schedule
from casework.models import Fund, Pledge, PledgeChange
from casework.services.own_giving.change_own import REASON
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import make_user
from tests.web.public import test_own_giving as own_giving
from tests.web.public.test_own_giving import Scene, confirmed, own

asked, donor, scene = own_giving.asked, own_giving.donor, own_giving.scene
IBAN = "DE89370400440532013000"


def from_the_bank(scene: Scene) -> Pledge:
    with scene.app.app_context():
        office = scene.office()
        with office.open(office.system("take_payment")) as session:
            fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
            day = today(office.tenant.timezone)
            terms = Schedule("month", 1, 1, day - timedelta(days=1))
            told = NewPledge(scene.mine, fund, Money(3000, "USD"), terms, "bank", mandate="MND-OLD-1")
            made = make_pledge(session, told).id
            session.commit()
    (pledge,) = own(scene, Pledge, Pledge.id == made)
    assert isinstance(pledge, Pledge)
    return pledge


def test_the_account_is_corrected_on_the_page_and_told_to_the_bank_in_a_file(
    scene: Scene, donor: Browser, database: Database
) -> None:
    pledge = from_the_bank(scene)
    at = f"/giving/pledges/{pledge.id}/account"
    slip = donor.post(at, {"account": IBAN[:-1] + "1", "bank": ""}, form="/giving/mine")
    page = slip.get_data(as_text=True)
    assert slip.status_code == 422 and "A digit may be wrong" in page and IBAN[:-1] not in page
    unknown_bank = donor.post(at, {"account": "1234567890", "bank": "021000022"}, form="/giving/mine")
    assert unknown_bank.status_code == 422 and "sort code of 6" in unknown_bank.get_data(as_text=True)
    assert own(scene, Pledge, Pledge.id == pledge.id)[0].mandate == "MND-OLD-1"
    assert donor.post(at, {"account": IBAN, "bank": ""}, form="/giving/mine").status_code == 303
    (now,) = own(scene, Pledge, Pledge.id == pledge.id)
    assert now.mandate.startswith(now.number) and now.method == "bank"
    (log,) = own(scene, PledgeChange, PledgeChange.pledge_id == pledge.id, PledgeChange.what == "account")
    mail = confirmed(scene)
    assert log.reason == REASON and mail is not None and "another bank account" in mail.text
    books = Browser(scene.app, scene.here)
    books.sign_in(make_user(database, scene.here, "finance_officer", name="Ines Account"))
    books.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    collections = books.get("/desk/collections/").get_data(as_text=True)
    assert "a donor corrected an account that the bank does not know yet" in collections
    refused = books.post("/desk/collections/orders", form="/desk/collections/")
    assert refused.status_code == 409 and "send it to the bank first" in refused.get_data(as_text=True)
    assert "/desk/purpose/" in books.get("/desk/collections/accounts").location
    books.post("/desk/purpose/bank_mandates", form="/desk/purpose/")
    told = books.get("/desk/collections/accounts").get_data(as_text=True)
    assert "ends in 3000" in told and IBAN not in told
    assert "Telling the bank about accounts" in told and "until you give a permitted use" not in told
    books.post("/desk/collections/accounts", form="/desk/collections/accounts")
    made = books.get("/desk/collections/accounts").get_data(as_text=True)
    assert "The bank knows every account" in made
    (link,) = {part.partition('"')[0] for part in made.split('href="') if "/collections/accounts/" in part}
    file = books.get(link[link.index("/desk") :])
    assert IBAN in file.get_data(as_text=True) and file.headers["Cache-Control"] == "no-store"
