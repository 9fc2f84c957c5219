"""Work that goes on in pieces while somebody looks at its page."""

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as NotYet

from casework.jobs import imports
from tests.journeys.conftest import Site
from tests.working import work_off

MOST_PIECES = 400


def finish(site: Site, shown: Locator) -> None:
    """Work until the page shows this: a long task puts its next piece into the queue when one is done.

    Pieces are short here: a worker that finds nothing more to do waits ten seconds for the one it has, then drops it.
    """
    imports.SECONDS = min(imports.SECONDS, 2.0)
    for _ in range(MOST_PIECES):
        work_off(site.app, site.settings)
        try:
            return shown.wait_for(timeout=3_000)
        except NotYet:
            continue
    raise AssertionError("The work came to no end.")
