"""A plate and a vehicle through time: by the sliders and by the boxes, in every language, on a phone and at a desk."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from casework.models import PlateAssignment, PlateIssue
from casework.services.office import office_by_id
from casework.settings import Database
from tests.factories.tenants import make_tenant, make_user
from tests.journeys.steps import Officer
from tests.journeys.test_pages_in_between import DESK, PHONE, in_every_language
from tests.journeys.town import Car, Town, a_car, a_vin

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS")


def shot(here: Officer, name: str) -> None:
    """A picture for who wants to look."""
    if SHOTS:
        for size, scheme in ((DESK, "light"), (PHONE, "dark")):
            here.page.set_viewport_size(size)
            here.page.emulate_media(color_scheme=scheme)
            here.page.screenshot(path=Path(SHOTS) / f"{name}-{scheme}.png", full_page=True)
        here.page.emulate_media(color_scheme="light")
        here.page.set_viewport_size(DESK)


def test_the_days_are_chosen_by_a_slider_or_by_boxes(
    town: Town, database: Database, officer: Callable[..., Officer]
) -> None:
    agency = make_tenant(database, "Northport")
    a_car(town, agency, Car(a_vin(33), "8ABC433", "Marisol Vega"))
    with town.flask.app_context():
        office = office_by_id(agency.id)
    with town.desks().all_seeing(office) as session:
        row = session.scalars(select(PlateAssignment)).one()
        mark = session.scalars(select(PlateIssue.mark_id)).one()
    here = officer(make_user(database, agency, "supervisor"))
    for path in (f"/desk/plates/{mark}", f"/desk/vehicles/{row.vehicle_id}/time"):
        in_every_language(here, path)
        here.page.set_viewport_size(DESK)
        here.go(f"{path}?lang=en")
        slider = here.page.locator("#valid-range")
        slider.focus()
        before = here.page.locator("[data-as-of-answer] h2").inner_text()
        slider.press("PageDown")
        expect(here.page.locator("[data-as-of-answer] h2")).not_to_have_text(before)
        assert "valid-year=" in here.page.url and here.page.locator("#valid-year").input_value()
        assert slider.get_attribute("aria-valuetext")
        expect(slider).to_be_focused()
        moved = here.page.locator("[data-as-of-answer] h2").inner_text()
        shot(here, path.split("/")[2])
        here.page.reload()  # the address alone says as much
        assert here.page.locator("[data-as-of-answer] h2").inner_text() == moved
        here.page.locator("#valid-year").fill("1950")
        here.press("Show")
        assert "1950" in here.page.locator("[data-as-of-answer] h2").inner_text()
