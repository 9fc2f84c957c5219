"""Units and relations: the pages fit a phone in every language, and axe finds nothing in light or dark."""

from collections.abc import Callable

from casework.settings import Database
from tests.factories.tenants import make_tenant, make_user
from tests.journeys.steps import Officer
from tests.journeys.test_pages_in_between import has_no_fault, in_every_language


def test_units_and_relations_have_no_fault(database: Database, officer: Callable[..., Officer]) -> None:
    city = make_tenant(database, "Sealford", kind="council", languages=("en", "es", "hi", "pt", "vi"))
    chief = officer(make_user(database, city, "administrator", name="Orsola Finch"))
    chief.go("/admin/units/?lang=en")
    chief.fill({"name": "Roads and lights"})
    chief.press("Add a unit")
    chief.heads("Roads and lights")
    has_no_fault(chief)
    chief.press("Save", exact=True)
    in_every_language(chief, "/admin/units/")
    has_no_fault(chief)
    lead = officer(make_user(database, city, "team_lead", name="Marcus Thorngate"))
    in_every_language(lead, "/account/relations/")
    has_no_fault(lead)
    privacy = officer(make_user(database, city, "privacy_officer", name="Silas Penhaligon"))
    in_every_language(privacy, "/desk/relations/")
    has_no_fault(privacy)
