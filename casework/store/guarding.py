"""Put prover and gate on an engine."""

from __future__ import annotations

from sqlalchemy import Engine

from casework.store import gate, prover, scope
from casework.store.registers import Base


def guarded(engine: Engine) -> Engine:
    """The same engine, on which a statement runs only when it proves that it stays within its viewer's policy."""
    prover.prove_on(engine, registers=Base.metadata, rules=scope.RULE_OF, viewers_tenant=scope.viewers_tenant)
    gate.stand_before(engine)
    return engine
