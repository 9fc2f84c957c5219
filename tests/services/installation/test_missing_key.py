"""Without the right root key the start refuses in a sentence, pages answer 503, and nothing shows in plain."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from casework.app import create_app
from casework.base.errors import KeyMissing
from casework.cli.reach import bring_up_with_keys
from casework.services.installation.check_keys import check_keys, demand_keys
from casework.settings import Database, Settings
from casework.store.bind import release_store
from tests.factories.browser import Browser
from tests.factories.tenants import CHEAP, make_tenant, make_user
from tests.rig import Cluster
from tests.services.cases.transfers import open_transfer
from tests.services.installation.keyed import installation, office_of

NUMBER = "CNRY77431"
Place = tuple[Settings, Flask, Browser, str]


@pytest.fixture
def place(cluster: Cluster, fresh_database: Database, tmp_path: Path) -> Iterator[Place]:
    """An examiner who looks at a case with a sealed number."""
    settings = installation(cluster, fresh_database, tmp_path / "data")
    tenant = make_tenant(fresh_database)
    user = make_user(fresh_database, tenant, "title_examiner")
    app = create_app(settings)
    app.config.update(TESTING=True, PASSWORD_COST=CHEAP)
    with app.app_context():
        made = open_transfer(office_of(app, tenant.id), id_kind="passport", id_number=NUMBER)
    here = Browser(app, tenant)
    assert here.sign_in(user).status_code == 303
    yield settings, app, here, made.number
    release_store(app)


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda key: key.unlink(), "is missing"),
    "another": (lambda key: key.write_bytes(bytes(32)), "is not the key"),
    "damaged": (lambda key: key.write_bytes(b"half"), "is damaged"),
    "unreadable": (lambda key: (key.unlink(), key.mkdir()), "can't be read"),
}


@pytest.mark.parametrize(("spoil", "said"), WRONG.values(), ids=WRONG.keys())
def test_pages_say_that_the_key_is_missing_and_nothing_shows(
    place: Place, spoil: Callable[[Path], object], said: str
) -> None:
    settings, _, here, number = place
    page = f"/desk/cases/{number}/"
    assert NUMBER in here.get(page).get_data(as_text=True)
    spoil(settings.keys_dir / "root-1.key")
    answer = here.get(page)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "the key is missing. Tell the operator" in text
    assert NUMBER not in text and str(settings.keys_dir) not in text and "root-1" not in text
    assert here.get("/desk/").status_code == 200, "what holds nothing sealed goes on"
    (fault,) = check_keys(settings)
    assert said in fault
    with pytest.raises(KeyMissing, match="--without-keys"):
        demand_keys(settings)
    with pytest.raises(KeyMissing, match=said):
        bring_up_with_keys(settings)


def test_what_would_be_sealed_is_refused_never_stored_in_plain(place: Place) -> None:
    settings, app, here, _ = place
    (settings.keys_dir / "root-1.key").unlink()
    with app.app_context(), pytest.raises(KeyMissing):
        open_transfer(
            office_of(app, here.tenant.id), vin="JH4DA9370MS599001", id_kind="passport", id_number="CNRY2"
        )
    assert list(settings.keys_dir.glob("*.key")) == [], "no key is made up in its place"


def test_with_the_key_back_everything_opens_again(place: Place) -> None:
    settings, _, here, number = place
    key = settings.keys_dir / "root-1.key"
    key.rename(key.with_suffix(".away"))
    assert here.get(f"/desk/cases/{number}/").status_code == 503
    key.with_suffix(".away").rename(key)
    demand_keys(settings)
    assert NUMBER in here.get(f"/desk/cases/{number}/").get_data(as_text=True)
