"""Whether the demo's first part stands already: then the next start need not look at all of it again."""

from hashlib import sha256
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from casework.services.demo.offices import OFFICES
from casework.settings import Settings

_OFFICES = text("select count(*) from identity.tenant where slug = any(:slugs)")


def note_begun(settings: Settings) -> None:
    """Note in the data folder that the demo as it is written here has made its offices and its tour."""
    (settings.data_dir / "demo-begun").write_text(_as_written(), encoding="utf-8")


def is_begun(settings: Settings) -> bool:
    """True where the demo as it is written here has noted so, and the offices are in this database."""
    assert settings.database is not None
    note = settings.data_dir / "demo-begun"
    if not note.exists() or note.read_text(encoding="utf-8") != _as_written():
        return False
    engine = create_engine(settings.database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as owner:
        found = owner.scalar(_OFFICES, {"slugs": [office.slug for office in OFFICES]})
    return bool(found == len(OFFICES))


def _as_written() -> str:
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
