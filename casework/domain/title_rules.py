"""Titles: who must sign, which owners cannot follow which, which brands stop a title."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Literal

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding


class Conjunction(StrEnum):
    """How the names on a title are joined. Stored, never read from a printed name."""

    AND = "AND"
    OR = "OR"
    AND_OR = "AND_OR"
    JTRS = "JTRS"
    LEASE = "LEASE"  # lessor first, then lessees: no and/or between them


class Tenancy(StrEnum):
    """Shares of the estate that change what OR allows after a death."""

    TENCOM = "TENCOM"
    COMPRO = "COMPRO"


class Owner(Value):
    """One owner of record, by the id of the person or organisation."""

    person: str
    deceased_on: date | None = None


class OwnerSet(Value):
    """The owners on one title. No conjunction stated: it is AND."""

    owners: tuple[Owner, ...]
    conjunction: Conjunction = Conjunction.AND
    tenancy: Tenancy | None = None

    @property
    def people(self) -> frozenset[str]:
        """The ids of the owners."""
        return frozenset(owner.person for owner in self.owners)


class Signatures(Value):
    """Whether a title is released; if not, who still has to sign: each of them, or one of them."""

    complete: bool
    missing: tuple[str, ...]
    one_suffices: bool


class Brand(Value):
    """A fact about the vehicle's past that every later title carries."""

    name: str
    effective_on: date
    voided: bool = False


# The vocabulary of NMVTIS and AAMVA; what the shipped brands do is below, the rest is only carried.
BRANDS = frozenset({
    "FLOOD", "SALT_WATER", "FIRE", "HAIL", "VANDALISM", "COLLISION", "SALVAGE", "SALVAGE_THEFT",
    "SALVAGE_RETENTION", "REBUILT", "RECONSTRUCTED", "JUNK", "DISMANTLED", "PARTS_ONLY", "TOTALED", "LEMON",
    "KIT",
    "REPLICA", "STREET_ROD", "GRAY_MARKET", "PRIOR_TAXI", "PRIOR_POLICE", "REISSUED_VIN", "RECOVERED_THEFT",
    "BONDED", "ODO_NOT_ACTUAL", "ODO_EXCEEDS", "ODO_EXEMPT",
})  # fmt: skip
_OFF_ROAD = frozenset({"JUNK", "PARTS_ONLY"})

BrandEffect = Literal["clear", "salvage_only", "blocked"]


def signatures(
    title: OwnerSet, signed: Iterable[str], *, and_or: Literal["any", "all"] = "any", on: date | None = None
) -> Signatures:
    """Who has released the title. `signed` holds the owners who signed or for whom an authority signed.

    A joint tenant or an OR owner who died before `on` need not sign: the survivor holds the title. Of a leased vehicle
    the lessor signs, who stands first; a lessee may, and need not.
    """
    have = frozenset(signed)
    dead = {owner.person for owner in title.owners if _had_died(owner, on)}
    one = _one_suffices(title, and_or) and not (dead and title.tenancy)
    survivors = one or title.conjunction is Conjunction.JTRS
    needed = [o.person for o in title.owners if not (survivors and o.person in dead)]
    if title.conjunction is Conjunction.LEASE:
        needed = needed[:1]
    missing = tuple(person for person in needed if person not in have)
    complete = bool(needed) and (len(missing) < len(needed) if one else not missing)
    return Signatures(complete, () if complete else missing, one)


def check_owner_change(before: OwnerSet, after: OwnerSet) -> tuple[Finding, ...]:
    """Why these owners cannot follow: nothing changes, nobody buys, a buyer is dead or named twice."""
    findings = []
    people = [owner.person for owner in after.owners]
    if not people:
        findings.append(Finding("BUYER_MISSING", phrase("Name at least one new owner")))
    if len(set(people)) != len(people):
        findings.append(Finding("BUYER_TWICE", phrase("One new owner is named twice. Name each person once")))
    if before.people == after.people and _joined(before) == _joined(after):
        said = phrase(
            "The new owners are the owners on record. There is nothing to change. Enter who gets the vehicle"
        )
        findings.append(Finding("NO_CHANGE", said))
    if any(owner.deceased_on is not None for owner in after.owners):
        findings.append(
            Finding(
                "BUYER_DECEASED",
                phrase("A person who has died cannot become an owner. Name the living owner instead"),
            )
        )
    return tuple(findings)


def check_sellers(
    of_record: OwnerSet, sellers: Iterable[str], *, by_authority: bool = False
) -> tuple[Finding, ...]:
    """Whether the sellers are the owners of record on the day of sale, or act on a document of authority."""
    if by_authority or (of_record.people and frozenset(sellers) == of_record.people):
        return ()
    said = phrase("The sellers are not the owners on record. Every owner in between has to take title first")
    return (Finding("SELLER_NOT_OWNER", said),)


def check_effective_date(
    effective_on: date, *, today: date, acquired_on: date | None, model_year: int | None
) -> tuple[Finding, ...]:
    """Why this cannot be the day of transfer."""
    findings = []
    if effective_on > today:
        findings.append(
            Finding("FUTURE_DATE", phrase("The day cannot be in the future. Enter a day up to today"))
        )
    if acquired_on is not None and effective_on < acquired_on:
        said = phrase("The day of transfer is before the seller became the owner. Compare it with the title")
        findings.append(Finding("BEFORE_ACQUISITION", said))
    if model_year is not None and effective_on.year < model_year - 2:
        said = phrase(
            "The day of transfer is long before the vehicle was made. Enter the day that stands on the title"
        )
        findings.append(Finding("DATE_IMPLAUSIBLE", said))
    return tuple(findings)


def brand_effect(brands: Iterable[Brand]) -> BrandEffect:
    """What the brands in force allow. REBUILT lifts the salvage that came before it, never a later one."""
    valid = [brand for brand in brands if not brand.voided]
    if any(brand.name in _OFF_ROAD for brand in valid):
        return "blocked"
    salvage = [b.effective_on for b in valid if b.name == "SALVAGE"]
    rebuilt = [b.effective_on for b in valid if b.name == "REBUILT"]
    return "salvage_only" if salvage and (not rebuilt or max(rebuilt) < max(salvage)) else "clear"


def check_brands(brands: Iterable[Brand], *, salvage_certificate: bool = False) -> tuple[Finding, ...]:
    """Why no title can be issued. Salvage is no reason for a certificate of salvage, nor after an inspection."""
    effect = brand_effect(brands)
    if effect == "blocked":
        return (
            Finding(
                "BRAND_BLOCKS",
                phrase(
                    "This vehicle was scrapped and gets no title again. If that is wrong, ask at one of our counters"
                ),
            ),
        )
    if effect == "salvage_only" and not salvage_certificate:
        said = phrase("This vehicle is salvage. It needs an inspection before it gets a title for the road")
        return (Finding("BRAND_BLOCKS", said),)
    return ()


def _had_died(owner: Owner, on: date | None) -> bool:
    return owner.deceased_on is not None and (on is None or owner.deceased_on <= on)


def _one_suffices(title: OwnerSet, and_or: Literal["any", "all"]) -> bool:
    either = title.conjunction is Conjunction.AND_OR and and_or == "any"
    return title.conjunction is Conjunction.OR or either


def _joined(title: OwnerSet) -> tuple[Conjunction, Tenancy | None]:
    # One owner alone is joined to nobody, whatever the record says.
    return (title.conjunction, title.tenancy) if len(title.people) > 1 else (Conjunction.AND, None)
