"""At the counter: what the life of a plate does not allow is refused under a code of its own, and all that is left of
it is that refusal on the ledger. So with a claim and a hold that have ended."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest

from casework.base.clock import now
from casework.domain.plate_life import CHANGES, STATUSES
from casework.models import Hold, Lien
from casework.settings import Database
from casework.web.registers.possible_acts import ACTS
from tests.factories.browser import Browser
from tests.factories.stored import Stored, connected
from tests.web.registers.conftest import Place
from tests.web.registers.test_plate_life_pages import AGENCY

FILLED = {"number": "N-7", "reason": "Wrongly issued"}
"""The counter's form, filled in so that nothing but the state stands against the act."""
WRONG: dict[str, list[str]] = {
    status: [event for event in ACTS if status not in CHANGES[event].come_from] for status in STATUSES
}


@pytest.fixture(scope="module")
def stored(north: Place, database: Database) -> Iterator[Stored]:
    with connected(database) as owner:
        yield Stored.of(owner, north.tenant.id)


@pytest.fixture(scope="module")
def boss(north: Place) -> Browser:
    return north.browser("supervisor")


def refuses(stored: Stored, boss: Browser, page: str, tried: dict[str, tuple[str, str]]) -> None:
    """Each of these posts (address: act and code) is refused, and only those refusals are new in the tables."""
    boss.get(page)
    rows, entered, told = stored.rows(), stored.entered(), len(stored.acts("register.act_refused"))
    for address, (_act, code) in tried.items():
        answer = boss.post(address, FILLED, form=page)
        assert answer.status_code in (303, 409), (address, answer.get_data(as_text=True)[-2000:])
        assert answer.status_code == 303 or code in answer.get_data(as_text=True)
    assert stored.rows() == rows
    assert stored.entered() == entered | {"register.act_refused": told + len(tried)}
    found = [(one["act"], one["code"]) for one in stored.acts("register.act_refused")[told:]]
    assert found == list(tried.values())


def wrong_acts(north: Place, stored: Stored, boss: Browser, status: str, events: list[str]) -> None:
    mark = north.ids["mark"]
    stored.owner.execute(
        "update plate_issue set status = %s where tenant_id = %s and mark_id = %s",
        [status, north.tenant.id, mark],
    )
    codes = {event: f"PLATE_{status}_CANNOT_BE_{event.upper()}" for event in events}
    tried = {f"/desk/plates/{mark}/acts/{event}": (f"plate.{event}", code) for event, code in codes.items()}
    refuses(stored, boss, "/desk/lenders/", tried)


def test_in_each_state_a_wrong_act_leaves_nothing_but_the_refusal(
    north: Place, stored: Stored, boss: Browser
) -> None:
    for at, (status, events) in enumerate(WRONG.items()):
        wrong_acts(north, stored, boss, status, events[at % len(events) :][:1])


@pytest.mark.sweep
@pytest.mark.parametrize("status", STATUSES)
def test_every_wrong_act_leaves_nothing_but_the_refusal(
    north: Place, stored: Stored, boss: Browser, status: str
) -> None:
    wrong_acts(north, stored, boss, status, WRONG[status])


def test_what_has_ended_is_not_ended_twice_and_that_is_on_the_ledger(
    north: Place, stored: Stored, boss: Browser
) -> None:
    vehicle, mark, lien, hold = north.ids["vehicle"], north.ids["mark"], uuid4(), uuid4()
    with north.records() as session:
        owed = {"vehicle_id": vehicle, "holder_id": north.ids["other"], "since": date(2022, 1, 3)}
        session.add(Lien(id=lien, released_on=date(2023, 1, 3), release_way="form", **owed))
        told = {"vehicle_id": vehicle, "placed_by": "Court", "reason": "Docket 4"}
        session.add(Hold(id=hold, code="COURT", since=now(), until=now(), **told))
    at = f"/desk/vehicles/{vehicle}"
    tried = {
        f"{at}/liens/{lien}": ("lien.released", "LIEN_RELEASED"),
        f"/desk/plates/{mark}/pieces/front": ("plate.piece_replaced", "PIECE_GOOD"),
    }
    stored.owner.execute("update plate_issue set status = 'ASSIGNED' where tenant_id = %s", [north.tenant.id])
    refuses(stored, boss, "/desk/lenders/", tried)
    north.declare(boss, "b1", **AGENCY)
    over = {f"{at}/holds/{hold}/release": ("hold.released", "HOLD_OVER")}
    refuses(stored, boss, "/desk/lenders/", over)
