"""The offices that tests of cases have."""

from tests.services.cases.conftest import app, lakeshore, northport

__all__ = ["app", "lakeshore", "northport"]
