"""The offices that tests of cases have, and the scene."""

import pytest

from tests.services.cases.conftest import app, lakeshore, northport
from tests.services.emergency.scene import Scene, set_scene

__all__ = ["app", "lakeshore", "northport"]


@pytest.fixture
def scene(settings, app) -> Scene:
    return set_scene(settings)
