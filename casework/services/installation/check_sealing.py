"""See whether the ledgers can be sealed: the key is here, and the database is not behind its anchors."""

from casework.base.errors import KeyMissing
from casework.settings import Settings
from casework.store.ledger_seal import sealer


def check_sealing(settings: Settings) -> list[str]:
    """A sentence for each thing that keeps ledgers from being sealed; empty when all is well."""
    assert settings.database is not None
    try:
        with sealer(settings.database.worker, settings.keys_dir, settings.anchors_dir) as opened:
            return [fault.message for fault in opened.behind()]
    except KeyMissing as missing:
        return [missing.message]
