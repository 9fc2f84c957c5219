"""What `workflows/README.md` tells to write is a workflow that holds."""

import re
from pathlib import Path

from casework.base.paths import shipped
from tests.packs.conftest import TENANT, Packs

BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def test_the_workflow_of_the_readme_holds(packs: Packs) -> None:
    readme = (shipped("workflows") / "README.md").read_text(encoding="utf-8")
    english = [block for block in BLOCK.findall(readme) if "¿" not in block]
    packs.write("workflows/stall_permit/workflow.toml", "\n".join(english))
    packs.change(TENANT, 'workflows = ["permit"]', 'workflows = ["permit", "stall_permit"]')
    purpose = '[purposes.stall_permits]\nlabel = "Stalls"\nbasis = "Market"\nsource = "By-law 4"\n'
    opens = '[purposes.stall_permits.opens]\nhandler = ["open", "matter", "contact"]\n'
    packs.change(TENANT, "[purposes.triage]", purpose + opens + "[purposes.triage]")
    assert [str(fault) for fault in packs.faults()] == []


def test_every_workflow_and_its_folder_say_what_they_are_for() -> None:
    for folder in Path(shipped("workflows")).iterdir():
        if folder.is_dir() and (folder / "workflow.toml").is_file():
            assert (folder / "README.md").read_text(encoding="utf-8").startswith("# ")
