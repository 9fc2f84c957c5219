"""The exact lines of a pack that would have to change for it to open less."""

from __future__ import annotations

import re
from collections.abc import Iterable

from casework.base.paths import shipped
from casework.base.values import Value


class Narrowing(Value):
    """A file of the packs, and its lines before and after. Nothing after: the lines go."""

    file: str
    before: tuple[str, ...]
    after: tuple[str, ...] = ()


def without_field(workflow: str, field: str) -> Narrowing | None:
    """The pack of a workflow without this field; None when its file does not say so in the usual way."""
    file = f"{workflow}/workflow.toml"
    section = _section("workflows", file, rf"fields\.{re.escape(field)}(\..+)?")
    return Narrowing(f"workflows/{file}", section) if section else None


def without_classes(kind: str, purpose: str, duty: str, classes: Iterable[str]) -> Narrowing | None:
    """The pack of a kind whose purpose opens to `duty` all but `classes`; without the line where nothing is left."""
    code = re.escape(purpose)
    for file in (f"{kind}/tenant.toml", "_every/tenant.toml"):
        for line in _section("tenants", file, rf'purposes\.("{code}"|{code})\.opens'):
            if re.match(rf"{re.escape(duty)}\s*=", line):
                after = _less(line, frozenset(classes))
                return Narrowing(f"tenants/{file}", (line,), after)
    return None


def _less(line: str, classes: frozenset[str]) -> tuple[str, ...]:
    name, _equals, listed = line.partition("=")
    kept = [one for one in re.findall(r'"([^"]+)"', listed) if one not in classes]
    told = ", ".join(f'"{one}"' for one in kept)
    return (f"{name.rstrip()} = [{told}]",) if set(kept) - {"open"} else ()


def _section(root: str, file: str, header: str) -> tuple[str, ...]:
    """The lines under the headers that fit, headers too; none where the file or the section is not there."""
    path = shipped(root) / file  # type: ignore[arg-type]  # one of the two folders of packs
    found, within = [], False
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if line.startswith("["):
            within = re.fullmatch(header, line.strip("[] ")) is not None
        if within and line.strip() and not line.startswith("#"):
            found.append(line)
    return tuple(found)
