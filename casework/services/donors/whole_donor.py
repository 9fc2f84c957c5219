"""All that a donor's page shows: the donor, a page of their gifts, what is around them, household and recognition."""

from __future__ import annotations

from uuid import UUID

from casework.base.money import Money
from casework.base.values import Value
from casework.services.donors.around_donor import AroundDonor, around_donor
from casework.services.donors.households import HouseholdView, household_of
from casework.services.donors.list_gifts import GiftFilter, GiftPage, list_gifts
from casework.services.donors.read_donor import DonorView, read_donor
from casework.services.donors.recognise import credited_to
from casework.services.people.one_person import records_of
from casework.services.tributes.list_notices import NoticeView, notices_of
from casework.store.session import ViewerSession


class WholeDonor(Value):
    """A donor with everything beside. `credited`: for what others gave, by currency; empty where that is withheld.
    `tributes`: of their gifts, and of which they are told."""

    view: DonorView
    gifts: GiftPage
    around: AroundDonor
    household: HouseholdView | None
    credited: tuple[Money, ...]
    tributes: tuple[NoticeView, ...]


def whole_donor(session: ViewerSession, person_id: UUID, *, after: str | None = None) -> WholeDonor:
    """The donor with the page of gifts that `after` leads to. NotFound; a disclosure."""
    whom = records_of(session, person_id)
    view = read_donor(session, person_id, whom=whom)
    return WholeDonor(
        view=view,
        gifts=list_gifts(session, GiftFilter(donor_id=whom), after=after, names=False),
        around=around_donor(session, whom),
        household=household_of(session, person_id),
        credited=() if "giving" in view.withheld else credited_to(session, whom),
        tributes=notices_of(session, whom),
    )
