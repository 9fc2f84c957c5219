"""The viewers of emergency access: one who asks for it, and one who reads the one record."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import NotFound, PurposeRequired
from casework.packs import Emergency, Need
from casework.policy.emergency import ONE_CASE, ONE_PERSON, to_ask, to_read
from casework.policy.viewer import Viewer
from casework.policy.why import EMERGENCY
from casework.services.emergency.glass import Glass
from casework.services.office import MemberFacts, Office
from casework.store.access import Access


def emergency_of(office: Office) -> Emergency:
    """What this kind of office says about emergency access; PurposeRequired when it has none."""
    if office.kind.emergency is None:
        raise PurposeRequired
    return office.kind.emergency


def needs_of(office: Office, duties: frozenset[str]) -> list[Need]:
    """How much these duties may ask for: needs whose classes are all open to them in an emergency."""
    purpose = office.kind.purposes.get(EMERGENCY)
    if purpose is None or office.kind.emergency is None:
        return []
    classes, seals = purpose.readable(duties), not duties.isdisjoint(purpose.sealed_cases)
    needs = office.kind.emergency.needs.values()
    return [need for need in needs if need.classes <= classes and (seals or not need.sealed_cases)]


def asker(office: Office, member: MemberFacts, need: str = "") -> Viewer:
    """A member who asks for emergency access, or ends it. Raises PurposeRequired where the kind gives them none.

    Sealed cases are there only for a `need` that is for them. A relation of one's own stays closed in an emergency.
    """
    duties, wanted = office.kind.duties_of(member.titles), emergency_of(office).needs.get(need)
    sealed = wanted is not None and wanted.sealed_cases
    access = to_ask(duties, office.purpose(EMERGENCY), sealed=sealed)
    return _viewer(office, member, access)


def reader(office: Office, member: MemberFacts, glass: Glass) -> Viewer:
    """A member who reads what an access opens; NotFound once it has ended, or when it is somebody else's."""
    need = emergency_of(office).needs.get(glass.need)
    if need is None or not glass.active or glass.opened_by != member.id:
        raise NotFound
    duties = office.kind.duties_of(member.titles)
    rule = ONE_CASE if glass.case_id is not None else ONE_PERSON
    access = to_read(duties, office.purpose(EMERGENCY), need.classes, rule, sealed=need.sealed_cases)
    return _viewer(office, member, access, case=glass.case_id, person=glass.person_id)


def _viewer(
    office: Office,
    member: MemberFacts,
    access: Access,
    *,
    case: UUID | None = None,
    person: UUID | None = None,
) -> Viewer:
    duties = office.kind.duties_of(member.titles)
    who = (office.tenant.id, member.id, "member", duties, EMERGENCY, access)
    return Viewer(*who, units=member.units, case=case, person=person)
