"""What is wrong with a pack, said so that its author can put it right: file, key, fault, cure."""

from collections.abc import Iterable

from casework.base.values import Value


class Fault(Value, order=True):
    """One thing wrong in one place."""

    file: str
    key: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key or '(whole file)'}: {self.what}. {self.cure}."


class PackError(Exception):
    """One or more packs do not hold; carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.message = "\n".join(str(fault) for fault in self.faults)
        super().__init__(self.message)
