"""Which revision of the database this version wants; apart from `migrate`, so that serving needs no Alembic."""

from functools import lru_cache

from casework.base.paths import shipped


@lru_cache(maxsize=1)
def newest() -> str:
    """The name in the file `migrations/head`."""
    return (shipped("migrations") / "head").read_text(encoding="ascii").strip()
