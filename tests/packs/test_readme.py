"""What `workflows/README.md` tells to write is a workflow that holds."""

import re
import tomllib
from pathlib import Path

from casework.base.paths import shipped
from tests.packs.conftest import TENANT, Packs

BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def test_the_workflow_of_the_readme_holds(packs: Packs) -> None:
    readme = (shipped("workflows") / "README.md").read_text(encoding="utf-8")
    blocks = [block for block in BLOCK.findall(readme) if "¿" not in block]
    (purpose,) = [block for block in blocks if block.startswith("[purposes.")]
    (example,) = [block for block in blocks if ".answers]" in block]
    flow = "\n".join(block for block in blocks if block not in (purpose, example))
    packs.write("workflows/stall_permit/workflow.toml", flow)
    packs.change(TENANT, 'workflows = ["permit"]', 'workflows = ["permit", "stall_permit"]')
    # The small kind of these tests has no leads, and no sealed cases.
    held = re.sub(r"^(lead|sealed_cases) = .*\n", "", purpose, flags=re.MULTILINE)
    packs.change(TENANT, "[purposes.triage]", held + "[purposes.triage]")
    assert [str(fault) for fault in packs.faults()] == []
    told, way = tomllib.loads(flow), tomllib.loads(example)["honey"]
    assert set(way["answers"]) <= set(told["fields"])
    (step,) = way["way"]
    move = told["moves"][step["move"]]
    assert (step["by"] in move["by"], set(step["asked"]), move["target"]) == (
        True,
        set(move["asks"]),
        way["ends"],
    )


def test_every_workflow_and_its_folder_say_what_they_are_for() -> None:
    for folder in Path(shipped("workflows")).iterdir():
        if folder.is_dir() and (folder / "workflow.toml").is_file():
            assert (folder / "README.md").read_text(encoding="utf-8").startswith("# ")
