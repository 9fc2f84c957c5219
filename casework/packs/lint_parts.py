"""What every lint rule is given, and how it says what it found."""

from collections.abc import Callable, Iterator

from casework.base.values import Value
from casework.packs.catalog import Catalog
from casework.packs.faults import Fault
from casework.packs.hook_names import HookNames
from casework.packs.kind import Kind
from casework.packs.model import Workflow

Found = tuple[str, str, str]  # key, fault, cure
WorkflowRule = Callable[["Bench"], Iterator[Found]]


class Bench(Value):
    """One workflow on the bench, with all that rules look at."""

    workflow: Workflow
    hooks: HookNames
    kinds: tuple[Kind, ...]  # those that offer it
    catalog: Catalog

    @property
    def file(self) -> str:
        """The file its faults are in."""
        return f"workflows/{self.workflow.name}/workflow.toml"


def faults_of(rule: WorkflowRule, bench: Bench) -> Iterator[Fault]:
    """What one rule finds, as faults of the workflow's file."""
    for key, what, cure in rule(bench):
        yield Fault(bench.file, key, what, cure)
