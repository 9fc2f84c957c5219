"""A member at the door: their duties are known, nothing is opened yet."""

from casework.packs import catalog
from casework.policy.viewer import Viewer
from casework.services.staff.recognise import Staff
from casework.services.tenants.find_tenant import TenantFacts
from casework.store.access import Access

_NOTHING = Access(("threshold",), frozenset(), frozenset())


def duties_of(staff: Staff, tenant: TenantFacts) -> frozenset[str]:
    """What this member's titles let them do, as the tenant's kind says today."""
    return catalog().kind(tenant.kind).duties_of(staff.titles)


def threshold_viewer(
    staff: Staff, tenant: TenantFacts, *, narrowed_to: frozenset[str] | None = None
) -> Viewer:
    """A viewer without purpose: enough to ask the rulebook, not enough to read a row."""
    return Viewer(
        tenant=tenant.id,
        actor=staff.id,
        actor_kind="member",
        duties=duties_of(staff, tenant),
        purpose="",
        access=_NOTHING,
        units=staff.units,
        narrowed_to=narrowed_to,
    )
