"""Pin a case to the pack it began under, and find that pack again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from casework.base.ids import new_id
from casework.models import PackVersion
from casework.packs import Workflow, catalog
from casework.store.session import ViewerSession

_stored: dict[str, Workflow] = {}
"""Packs that are no longer shipped, by digest. Equal digests mean equal documents."""
_digests: dict[UUID, str] = {}
"""Digests by the id of a stored pack, which never changes. The id is known only to who saw a case under it."""


class Pinned(Protocol):
    """A case or draft, whole or by some columns."""

    @property
    def workflow(self) -> str: ...
    @property
    def pack_id(self) -> UUID: ...


def pin(session: ViewerSession, workflow: Workflow) -> UUID:
    """The id of this tenant's stored copy of `workflow`, stored now if it is the first case under it."""
    wanted = select(PackVersion.id).where(
        PackVersion.name == workflow.name, PackVersion.digest == workflow.digest
    )
    found = session.scalar(wanted)
    if found is None:
        row = PackVersion(
            id=new_id(),
            tenant_id=session.viewer.tenant,
            name=workflow.name,
            version=workflow.version,
            digest=workflow.digest,
            document=workflow.to_document(),
        )
        session.execute(insert(PackVersion).values(_columns(row)).on_conflict_do_nothing())
        found = session.scalars(wanted).one()
    return found


def workflow_of(session: ViewerSession, case: Pinned) -> Workflow:
    """The workflow a case is pinned to: the shipped one while its digest is the same, else the stored copy."""
    know_packs(session, [case.pack_id])
    digest = _digests[case.pack_id]
    shipped = catalog().workflows.get(case.workflow)
    if shipped is not None and shipped.digest == digest:
        return shipped
    if digest not in _stored:
        document = session.scalars(select(PackVersion.document).where(PackVersion.id == case.pack_id)).one()
        _stored[digest] = Workflow.from_document(document)
    return _stored[digest]


def know_packs(session: ViewerSession, pack_ids: Iterable[UUID]) -> None:
    """Look up the digests of many packs at once, so that `workflow_of` need not ask for each."""
    new = sorted(set(pack_ids) - _digests.keys())
    if new:
        rows = session.execute(select(PackVersion.id, PackVersion.digest).where(PackVersion.id.in_(new)))
        _digests.update((row.id, row.digest) for row in rows)


def _columns(row: PackVersion) -> dict[str, Any]:
    names = ("id", "tenant_id", "name", "version", "digest", "document")
    return {name: getattr(row, name) for name in names}
