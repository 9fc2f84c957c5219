"""Let the mail of a restored installation go out."""

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from casework.settings import Settings
from casework.store.mail_hold import release_mail


def release_held_mail(settings: Settings) -> None:
    """End the hold; what waits goes out within minutes."""
    assert settings.database is not None
    with create_engine(settings.database.owner, poolclass=NullPool, hide_parameters=True).begin() as owner:
        release_mail(owner)
