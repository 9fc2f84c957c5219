"""What a program asks for under a key is done once, outside a case: a second time it is told the same."""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema

from casework.api.headers import claim
from casework.api.looking import looking_off_case
from casework.services.idempotency import once
from casework.store.session import ViewerSession


def done_once(
    shape: type[Schema], body: Mapping[str, Any], act: Callable[[ViewerSession], dict[str, str]]
) -> dict[str, str]:
    """What `act` answered, now or when this key came first. `shape`: of the body, which the key is bound to."""
    claimed = claim(shape().dump(body))
    assert claimed is not None  # without a key it was refused
    with looking_off_case() as session:
        told = once(session, claimed, lambda: act(session))
        session.commit()
    return dict(told)
