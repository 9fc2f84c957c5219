"""A donor and gifts at a charity, and the days they are from."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from casework.base.money import Money
from casework.models import Gift
from casework.services.donors.funds import fund_by_code
from casework.services.donors.record_gift import NewGift, record_gift
from casework.services.people.register_person import NewPerson, register_person
from casework.store.session import ViewerSession
from tests.services.desks import Worker

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
DAY = date(2026, 11, 15)
BOOKS = Worker(("finance_officer",))
OTHER_BOOKS = Worker(("finance_officer",))
DIRECTOR = Worker(("director",))


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def a_donor(session: ViewerSession, name: str = "Trần Thị Bích Ngọc", language: str = "vi") -> UUID:
    contact = (("email", f"{uuid4().hex[:8]}@example.org"),)
    return register_person(
        session, NewPerson(name, language=language, contacts=contact, addresses=("40 Heron Lane\nRiverbend",))
    ).id


def a_gift(session: ViewerSession, donor: UUID, minor: int = 10_000, **more: object) -> Gift:
    told: dict[str, object] = {
        "donor_id": donor,
        "fund_id": fund_by_code(session, "general").id,
        "received_on": DAY,
        "amount": Money(minor, "USD"),
    }
    return record_gift(session, NewGift(**(told | more)))  # type: ignore[arg-type]  # told by name


def split(session: ViewerSession, **parts: int) -> tuple[tuple[UUID, Money], ...]:
    """Parts of a gift by the codes of their funds."""
    return tuple((fund_by_code(session, code).id, usd(minor)) for code, minor in parts.items())
