"""Lint of which cases a duty sees: scopes and sealed cases name duties that have a part in the purpose."""

from collections.abc import Iterator

from casework.packs.catalog import Catalog
from casework.packs.kind import Kind, Purpose
from casework.packs.lint_parts import Found
from casework.packs.model import APPLICANT, DONOR, LENDER, PARTY, SYSTEM
from casework.packs.rules import answer_classes


def scopes(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """A scope is a duty's that has a share in the purpose, and somebody is left who sees every case."""
    for purpose in kind.purposes.values():
        key = f"purposes.{purpose.code}"
        members = _members(purpose)
        for duty in sorted(set(purpose.scopes) - members):
            yield f"{key}.scopes.{duty}", "has no share in this purpose", _one_of(members)
        if members and not any(purpose.scopes.get(duty, "all") == "all" for duty in members):
            yield f"{key}.scopes", "leaves nobody who sees a case that is with nobody", "Let one duty see all"
        may_see = members | ({SYSTEM} & set(purpose.opens))
        sharing = {*purpose.opens, *purpose.writes}
        for part, allowed in (("sealed_cases", may_see), ("hidden_names", sharing)):
            for duty in sorted(set(getattr(purpose, part)) - allowed):
                yield f"{key}.{part}", f"names {duty!r}, which has no share in this purpose", _one_of(members)


def sealing(kind: Kind, catalog: Catalog) -> Iterator[Found]:
    """Whoever seals a case stores its answers anew, so they read and write the class of each."""
    for name in kind.workflows:
        flow = catalog.workflows.get(name)
        purpose = kind.purposes.get(flow.purpose) if flow else None
        if flow is None or purpose is None:
            continue
        for duty in sorted(set(purpose.sealed_cases) & _members(purpose)):
            both = purpose.opens.get(duty, frozenset()) & purpose.writes.get(duty, frozenset())
            if lacking := ", ".join(sorted(answer_classes(flow) - both)):
                yield (
                    f"purposes.{purpose.code}.sealed_cases",
                    f"names {duty!r}, which can’t store answers of class {lacking} of {name} anew",
                    f"Add {lacking} to what it opens and writes, or name another duty",
                )


def _members(purpose: Purpose) -> frozenset[str]:
    return frozenset({*purpose.opens, *purpose.writes} - {APPLICANT, DONOR, LENDER, PARTY, SYSTEM})


def _one_of(duties: frozenset[str]) -> str:
    return f"Use one of: {', '.join(sorted(duties))}"
