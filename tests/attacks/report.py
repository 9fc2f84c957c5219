"""Case by case, which wall holds what: build/attacks.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

_HEAD = """# What holds each attack

Every attack is tried four ways. **All**: as the product runs. **Wall**: rewriter, prover and gate off; row-level
security, column roles and signed viewers alone. **Gate**: the wall off; rewriter, prover and gate alone. **Nothing**:
all off, to show that the attack would come through. *Scoped* means that it returned what the viewer may see and no
more; of the wall alone that is tenant, column classes, labels of facts and documents, sealed cases and an applicant's
one case, but no units.

"""


def write_report(target: str, results: Sequence[Mapping[str, str]]) -> str:
    """Write the table to `target`; a line that sums it up."""
    by_case: dict[tuple[str, str, str], dict[str, str]] = {}
    for result in results:
        if "attack" in result:
            key = (result["area"], result["attack"], result["who"])
            by_case.setdefault(key, {})[result["way"]] = result["came"]
    lines, area = [], None
    for (where, name, who), came in sorted(by_case.items()):
        if where != area:
            lines += [
                "",
                f"## {where}",
                "",
                "| Attack | by | all | wall | gate | nothing |",
                "|---|---|---|---|---|---|",
            ]
            area = where
        told = " | ".join(
            came.get(way, "not tried").replace("|", "/") for way in ("all", "wall", "gate", "nothing")
        )
        lines.append(f"| {name} | {who} | {told} |")
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    counts = Counter(came["all"].split(" ")[0].strip("*") for came in by_case.values() if "all" in came)
    summary = f"{len(by_case)} attacks; with everything on: " + ", ".join(
        f"{n} {how}" for how, n in sorted(counts.items())
    )
    path.write_text(_HEAD + summary + ".\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return f"{summary}. Written to {path}."
