"""Lint: whether packs that load also make sense, each fault with its file, key and cure."""

from collections.abc import Iterator

from casework.base.values import replace
from casework.packs import lint_clocks, lint_fields, lint_kind, lint_moves, lint_rules, lint_states
from casework.packs.catalog import Catalog
from casework.packs.faults import Fault
from casework.packs.hook_names import HookNames, hook_names
from casework.packs.lint_parts import Bench, faults_of
from casework.packs.lint_words import missing_words
from casework.packs.loader import EVERY
from casework.packs.model import Workflow

WORKFLOW_RULES = (
    *lint_states.RULES,
    *lint_clocks.RULES,
    *lint_moves.RULES,
    *lint_fields.RULES,
    *lint_rules.RULES,
)


def lint(catalog: Catalog) -> list[Fault]:
    """Every fault of sense in a catalog; wording apart (`lint_words`)."""
    faults = [fault for workflow in catalog.workflows.values() for fault in lint_workflow(workflow, catalog)]
    for kind in catalog.kinds.values():
        file = f"tenants/{kind.name}/tenant.toml"
        faults += [Fault(file, *found) for rule in lint_kind.RULES for found in rule(kind, catalog)]
    return faults


def lint_workflow(workflow: Workflow, catalog: Catalog) -> Iterator[Fault]:
    """The faults of one workflow as this catalog's kinds offer it; also for one that is not in it yet."""
    folder = catalog.folders.get(workflow.name)
    try:
        hooks = hook_names(folder / "hooks.py") if folder else HookNames()
    except SyntaxError as error:
        yield Fault(
            f"workflows/{workflow.name}/hooks.py",
            f"line {error.lineno}",
            f"is no Python: {error.msg}",
            "Correct it",
        )
        return
    kinds = catalog.kinds_offering(workflow.name)
    if not kinds:
        cure = "Add it to workflows in a tenants/<kind>/tenant.toml"
        yield Fault(
            f"workflows/{workflow.name}/workflow.toml", "name", "is offered by no kind of tenant", cure
        )
    bench = Bench(workflow, hooks, kinds, catalog)
    for rule in WORKFLOW_RULES:
        yield from faults_of(rule, bench)


def lint_words(catalog: Catalog) -> list[Fault]:
    """Every wording that is missing in a language. Words that every kind begins with are reported once."""
    faults = [
        fault
        for workflow in catalog.workflows.values()
        for fault in missing_words(f"workflows/{workflow.name}", workflow.to_document())
    ]
    by_kind = [set(missing_words(f"tenants/{EVERY}", kind.to_document())) for kind in catalog.kinds.values()]
    shared = set.intersection(*by_kind) if len(by_kind) > 1 else set()
    for kind in catalog.kinds.values():
        own = missing_words(f"tenants/{kind.name}", kind.to_document())
        faults += [fault for fault in own if _as_shared(fault, kind.name) not in shared]
    return sorted([*faults, *shared])


def _as_shared(fault: Fault, kind: str) -> Fault:
    return replace(fault, file=fault.file.replace(f"tenants/{kind}/", f"tenants/{EVERY}/", 1))
