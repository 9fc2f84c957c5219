"""What a check of the field's rules found: a code, how grave it is, a sentence for people."""

from collections.abc import Iterable
from enum import StrEnum

from casework.base.phrases import Sayable
from casework.base.values import Value


class Severity(StrEnum):
    """An error stops the act; a warning is shown and recorded."""

    ERROR = "error"
    WARNING = "warning"


class Finding(Value):
    """One thing a check found. `code` is stable and for machines, `said` is for people."""

    code: str
    said: Sayable
    severity: Severity = Severity.ERROR
    field: str = ""  # the question where it can be put right, where there is one

    @property
    def stops(self) -> bool:
        """Whether the act may not go on."""
        return self.severity is Severity.ERROR


def warning(code: str, said: Sayable) -> Finding:
    """A finding that does not stop the act."""
    return Finding(code, said, Severity.WARNING)


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop the act."""
    return tuple(finding for finding in findings if finding.stops)
