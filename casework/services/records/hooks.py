"""What a move of a request for records may ask of its records: guards and the effect that gives them out."""

from __future__ import annotations

from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.models.record import PART, RELEASE
from casework.packs.deed import Deed
from casework.services.records.give_records import give_records
from casework.services.records.read_records import Records, read_records

__all__ = ["give_records"]


def every_record_decided(deed: Deed) -> None:
    """Refuse NOTHING_DECIDED while a record has no decision."""
    if any(record.decision is None for record in _log(deed).records):
        raise Refused("NOTHING_DECIDED", phrase("Some records are not decided yet"))


def nothing_withheld(deed: Deed) -> None:
    """Refuse SOMETHING_WITHHELD where the log has a line that was not lifted."""
    if _log(deed).held:
        raise Refused("SOMETHING_WITHHELD", phrase("Something is withheld"))


def withheld_with_ground(deed: Deed) -> None:
    """Refuse NO_GROUND unless something is withheld, and each record that is not given out whole has a line."""
    log = _log(deed)
    bare = [one for one in log.records if one.decision not in (None, RELEASE) and not one.held]
    if bare or not log.held:
        raise Refused("NO_GROUND", phrase("Something is withheld without a ground"))


def nothing_released(deed: Deed) -> None:
    """Refuse SOMETHING_RELEASED where a record is to be given out."""
    if any(record.decision in (RELEASE, PART) for record in _log(deed).records):
        raise Refused("SOMETHING_RELEASED", phrase("A record is to be given out"))


def no_records_found(deed: Deed) -> None:
    """Refuse RECORDS_FOUND where there are records."""
    if _log(deed).records:
        raise Refused("RECORDS_FOUND", phrase("There are records"))


def not_their_own_redactions(deed: Deed) -> None:
    """Refuse OWN_REDACTIONS to who entered what is withheld: a second officer decides."""
    if any(line.entered_by == deed.viewer.actor for line in _log(deed).held):
        raise Refused("OWN_REDACTIONS", phrase("You entered what is withheld"))


def _log(deed: Deed) -> Records:
    if "records" not in deed.known:
        deed.known["records"] = read_records(deed.session, deed.case.id)
    log: Records = deed.known["records"]
    return log
