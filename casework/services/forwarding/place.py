"""Where requests of a category go: the endpoint of a row, and its key, which is kept sealed."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from casework.domain.outside import read_outside
from casework.models import Forwarding
from casework.services.outside.georeport import Endpoint
from casework.settings import Settings
from casework.store.key_ladder import of_endpoint
from casework.store.sealed import Place, Sealed, open_box, seal
from casework.store.session import ViewerSession

_COLUMN = "forwarding.api_key"


def may_be_here() -> bool:
    """Whether an endpoint may be this very machine: in the demo, which has no other."""
    settings: Settings = current_app.extensions["casework.settings"]
    return settings.demo


def endpoint_of(row: Forwarding) -> Endpoint:
    """The endpoint; its address is judged anew each time. Raises InvalidInput."""
    here = may_be_here()
    return Endpoint(read_outside(row.address, loopback=here), row.jurisdiction, loopback=here)


def sealed_key(session: ViewerSession, forwarding: UUID, key: str) -> Sealed:
    """Their key as the row keeps it."""
    return seal(session, Place(_COLUMN, forwarding), key, holder=of_endpoint(forwarding))


def opened_key(session: ViewerSession, row: Forwarding) -> str:
    """Their key; "" where none is needed. It tells nothing about anybody, so opening it is no disclosure."""
    return open_box(session, Place(_COLUMN, row.id), row.api_key)[0] if row.api_key is not None else ""
