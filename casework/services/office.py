"""The office a request is about: a tenant, its kind, and the viewers that may look there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

from casework.base.errors import NotFound, PurposeRequired
from casework.base.values import Value
from casework.packs import (
    APPLICANT,
    DONOR,
    LENDER,
    MEMBER,
    PARTY,
    SYSTEM,
    Kind,
    Purpose,
    Workflow,
    catalog,
    with_categories,
    with_parts,
)
from casework.policy.rulebook import FOR_LENDERS
from casework.policy.viewer import CONSENTED, NO_CONFLICT, Viewer, compile_access
from casework.policy.why import EMERGENCY, TRIAGE
from casework.services.tenants.find_tenant import TenantFacts, find_tenant
from casework.store.identity import identity_session
from casework.store.session import ViewerSession, viewing

NOBODY = UUID(int=0)
"""The case of somebody who has none."""
PUBLIC_LIST = "public_list"
LENDER_CHANNEL = "lender_channel"
SELF = "self"

__all__ = ["NOBODY", "PUBLIC_LIST", "TRIAGE", "MemberFacts", "Office", "office_by_id", "office_of"]


class MemberFacts(Protocol):
    """What a viewer needs of a signed-in member of staff."""

    @property
    def id(self) -> UUID: ...
    @property
    def titles(self) -> tuple[str, ...]: ...
    @property
    def units(self) -> frozenset[UUID]: ...


class Office(Value):
    """A tenant with its kind, as this tenant's profile adjusts it."""

    tenant: TenantFacts
    kind: Kind

    @classmethod
    def of(cls, tenant: TenantFacts) -> Office:
        """The office of a tenant."""
        return cls(tenant, catalog().kind(tenant.kind).with_profile(tenant.profile))

    @property
    def workflows(self) -> tuple[Workflow, ...]:
        """The kinds of work it offers today, each as this tenant's profile adjusts it."""
        offered = catalog().offered(self.kind.name)
        profile = self.tenant.profile
        return tuple(with_parts(with_categories(flow, profile), profile) for flow in offered)

    @property
    def listed(self) -> Workflow | None:
        """The kind of work of which there is a public list, if there is one here."""
        return next((flow for flow in self.workflows if flow.listing is not None), None)

    def purpose(self, code: str) -> Purpose:
        """A purpose this kind of office knows; PurposeRequired when it does not."""
        try:
            return self.kind.purposes[code]
        except KeyError:
            raise PurposeRequired from None

    def member(
        self, member: MemberFacts, purpose: str, *, narrowed_to: frozenset[str] | None = None
    ) -> Viewer:
        """A member of staff who looks for a purpose. Emergency access is none that one comes in by."""
        if purpose == EMERGENCY:
            raise PurposeRequired
        duties, reason = self.kind.duties_of(member.titles), self.purpose(purpose)
        rules = (NO_CONFLICT, CONSENTED) if reason.consent else (NO_CONFLICT,)
        return Viewer(
            tenant=self.tenant.id,
            actor=member.id,
            actor_kind="member",
            duties=duties,
            purpose=purpose,
            access=compile_access({*duties, MEMBER}, purpose, reason, row_rules=rules),
            units=member.units,
            narrowed_to=narrowed_to,
        )

    def applicant(self, case: UUID, purpose: str) -> Viewer:
        """Somebody who applies: their one case (or draft), nothing else."""
        access = compile_access([APPLICANT], purpose, self.purpose(purpose), row_rules=("own_case",))
        return Viewer(self.tenant.id, None, "applicant", frozenset({APPLICANT}), purpose, access, case=case)

    def donor(self, person: UUID) -> Viewer:
        """Somebody who gave, about themselves: their own records, nothing else. In the database their record stands
        where an applicant's case does, so whatever is for staff is shut to them."""
        access = compile_access([DONOR], SELF, self.purpose(SELF), row_rules=("own_giving",))
        duties = frozenset({DONOR})
        return Viewer(self.tenant.id, None, "person", duties, SELF, access, case=person, person=person)

    def visitor(self, own: UUID = NOBODY) -> Viewer:
        """Anybody who reads what is published. `own` is the one wish for news that they may keep or end."""
        return self.applicant(own, PUBLIC_LIST)

    def party(self, case: UUID, purpose: str) -> Viewer:
        """Somebody who was given a code for one part in a case: less of that case than its applicant, nothing else."""
        access = compile_access([PARTY], purpose, self.purpose(purpose), row_rules=("own_case",))
        return Viewer(self.tenant.id, None, "applicant", frozenset({PARTY}), purpose, access, case=case)

    def lender(self, participant: UUID) -> Viewer:
        """The program of a lender on the list: what it is told and sends, nothing else of any register."""
        access = compile_access(
            [LENDER], LENDER_CHANNEL, self.purpose(LENDER_CHANNEL), row_rules=("own_case",)
        )
        duties = frozenset({LENDER})
        return Viewer(
            self.tenant.id,
            None,
            LENDER,
            duties,
            LENDER_CHANNEL,
            access,
            case=participant,
            narrowed_to=FOR_LENDERS,
        )

    def system(self, task: str) -> Viewer:
        """A job or a command: reads only the classes that its purpose `system:<task>` opens."""
        purpose = f"system:{task}"
        access = compile_access([SYSTEM], purpose, self.purpose(purpose))
        return Viewer(self.tenant.id, None, "system", frozenset({SYSTEM}), purpose, access)

    @contextmanager
    def open(self, viewer: Viewer) -> Iterator[ViewerSession]:
        """The one session of `viewer`; services find the office in it. Commit yourself."""
        with viewing(viewer) as session:
            session.info["office"] = self
            yield session


def office_by_id(tenant_id: int) -> Office:
    """The office of a tenant by its id, for jobs and commands; NotFound when it is gone."""
    with identity_session() as session:
        tenant = find_tenant(session, tenant_id=tenant_id)
    if tenant is None:
        raise NotFound
    return Office.of(tenant)


def office_of(session: ViewerSession) -> Office:
    """The office whose session this is."""
    office: Office = session.info["office"]
    return office
