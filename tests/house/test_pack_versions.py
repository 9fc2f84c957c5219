"""A case keeps the version it began under, so two texts must never go out under one version."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import released

RELEASED = released.held()
PACKS = released.packs()
CHANGES = {
    "another figure": ("workflow.toml", "minutes = ", "minutes = 1", "Raise version"),
    "another word in one language": ("words/es.toml", 'title = "', 'title = "Otro ', "Raise version"),
    "a remark": ("workflow.toml", "name = ", "# a remark\nname = ", ""),
    "a version above": ("workflow.toml", "version = ", "minutes = 99\nversion = 9", ""),
    "a version below": ("workflow.toml", "version = ", "version = -", "is below"),
}


def complaint(name: str, file: Path, before: dict[str, Any]) -> str:
    """What is wrong with a pack beside what was released of it; nothing where it holds."""
    version = released.version_of(file)
    if version < before["version"]:
        return f"{name}: version {version} is below {before['version']}, which was released."
    if version == before["version"] and released.digest_of(file) != before["digest"]:
        return f"{name} says something else than version {version}, which was released. Raise version to {version + 1}."
    return ""


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_that_says_something_else_than_what_was_released_has_a_version_above_it(name: str) -> None:
    if name in RELEASED:
        assert complaint(name, PACKS[name], RELEASED[name]) == ""


def test_each_release_writes_down_what_its_packs_say() -> None:
    cure = "A new version of the house writes down its packs: python -m tests.released"
    assert RELEASED["house"] == released.house_version(), cure
    assert set(RELEASED) - {"house"} <= set(PACKS), "a pack that was released has cases and can't be gone"


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed_and_a_remark_is_none(tmp_path: Path, change: str) -> None:
    kept, old, new, told = CHANGES[change]
    original = PACKS["workflows/constituent_request"]
    before = {"version": released.version_of(original), "digest": released.digest_of(original)}
    pack = shutil.copytree(original.parent, tmp_path / "workflows" / "constituent_request")
    text = (pack / kept).read_text(encoding="utf-8")
    assert old in text
    if change == "a version above":
        text = "\n".join(line for line in text.splitlines() if not line.startswith("minutes = "))
    (pack / kept).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = complaint("it", pack / "workflow.toml", before)
    assert told in found and bool(found) is bool(told)


def test_what_every_kind_begins_with_is_part_of_each_kind(tmp_path: Path) -> None:
    tenants = shutil.copytree(PACKS["tenants/council"].parents[1], tmp_path / "tenants")
    kind, every = tenants / "council" / "tenant.toml", tenants / "_every" / "tenant.toml"
    before = released.digest_of(kind)
    every.write_text(every.read_text(encoding="utf-8").replace("confirm", "check", 1), encoding="utf-8")
    assert released.digest_of(kind) != before
