"""Whether these people may pass this vehicle on, by kind of transfer and owners on record (DOMAIN A.2, A.9, A.10)."""

from casework.base.phrases import phrase
from casework.domain.findings import Finding
from casework.domain.title_rules import OwnerSet, check_sellers
from casework.domain.transfer_kinds import TransferKind


def check_parties(
    kind: TransferKind, of_record: OwnerSet, sellers: frozenset[str], buyers: frozenset[str]
) -> tuple[Finding, ...]:
    """Why they may not; who gives is `sellers` (those who died, after a death), who gets is `buyers`."""
    if kind.owners == "same":
        return _same(of_record, buyers)
    if kind.death:
        return _after_a_death(kind, of_record, sellers, buyers)
    return check_sellers(of_record, sellers, by_authority=kind.release == "authority")


def _same(of_record: OwnerSet, buyers: frozenset[str]) -> tuple[Finding, ...]:
    if buyers == of_record.people:
        return ()
    said = phrase("This kind of transfer changes no owner. Name the owners on record, or choose another kind")
    return (Finding("SELLER_NOT_OWNER", said),)


def _after_a_death(
    kind: TransferKind, of_record: OwnerSet, dead: frozenset[str], buyers: frozenset[str]
) -> tuple[Finding, ...]:
    if not dead or not dead <= of_record.people:
        said = phrase("Whoever died is not an owner on record. Compare the name with the title")
        return (Finding("SELLER_NOT_OWNER", said),)
    survivors = of_record.people - dead
    if kind.code == "survivorship" and (not survivors or of_record.tenancy is not None):
        said = phrase(
            "The share of the owner who died goes to the heirs. Choose one of the kinds for an inheritance"
        )
        return (Finding("NO_SURVIVORSHIP", said),)
    exact = kind.code == "survivorship" and buyers != survivors
    if of_record.tenancy is None and (exact or not survivors <= buyers):
        said = phrase(
            "Another owner on record is alive, and the vehicle is theirs. Name them as the new owner"
        )
        return (Finding("SURVIVOR_BYPASSED", said),)
    return ()
