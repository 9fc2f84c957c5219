"""See whether the root keys on this machine are those that sealed the data."""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from casework.base.errors import KeyMissing
from casework.settings import Settings
from casework.store.key_ladder import key_purpose
from casework.store.keys import KeyRing

WITHOUT = "To serve all but sealed values meanwhile: casework run --without-keys"
_ONE_OF_EACH = text(
    "select distinct on (root_id) root_id, tenant_id, version, wrapped from sealing_key"
    " order by root_id, tenant_id, version"
)


def check_keys(settings: Settings) -> list[str]:
    """A sentence for each root key that is missing or another one; empty when all is well.

    Without them the installation serves, and refuses whatever is sealed.
    """
    assert settings.database is not None
    ring, faults = KeyRing(settings.keys_dir), []
    engine = create_engine(settings.database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as owner:
        for row in owner.execute(_ONE_OF_EACH):
            try:
                ring.unwrap(row.root_id, row.wrapped, key_purpose(row.tenant_id, row.version))
            except KeyMissing as fault:
                faults.append(fault.message)
    return faults


def demand_keys(settings: Settings) -> None:
    """KeyMissing with a sentence for each root key that is missing, damaged or another one."""
    if faults := check_keys(settings):
        raise KeyMissing("\n".join([*faults, WITHOUT]))
