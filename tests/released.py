"""What packs said when they were released last: a version and a digest of their text for each.

`python -m tests.released` writes `released.toml` anew, once for each release of the house. Between releases
`tests/house/test_pack_versions.py` compares: a text that differs needs a version above the released one.
"""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tests" / "released.toml"
_HEAD = (
    "# What was released, pack by pack. Not written by hand: `python -m tests.released`, with each release.\n"
)


def packs() -> dict[str, Path]:
    """Every shipped pack's main file, by the folder's path in the tree."""
    found = [*ROOT.glob("workflows/*/workflow.toml"), *ROOT.glob("tenants/[!_]*/tenant.toml")]
    return {str(file.parent.relative_to(ROOT)): file for file in sorted(found)}


def version_of(file: Path) -> int:
    """The version that a pack gives itself."""
    return int(_table(file)["version"])


def digest_of(file: Path) -> str:
    """What tells a pack's text from any other: its tables and its words in all languages, whatever the layout.

    What every kind of tenant begins with is part of each kind.
    """
    folders = [file.parent, *file.parent.parent.glob("_every")]
    said = {
        f"{at}/{one.relative_to(folder)}": _table(one)
        for at, folder in enumerate(folders)
        for one in (folder / file.name, *folder.glob("words/*.toml"))
    }
    said[f"0/{file.name}"].pop("version", None)
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def house_version() -> str:
    """The version of the whole, as the wheel bears it."""
    return str(_table(ROOT / "pyproject.toml")["project"]["version"])


def written() -> str:
    """The file as it must be for what lies here now."""
    lines = [_HEAD, f'house = "{house_version()}"\n']
    for name, file in packs().items():
        lines.append(f'\n["{name}"]\nversion = {version_of(file)}\ndigest = "{digest_of(file)}"\n')
    return "".join(lines)


def held() -> dict[str, Any]:
    """What was released last."""
    return _table(FILE)


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
