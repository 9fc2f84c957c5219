"""The built wheel alone, without a checkout, is a working installation."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from casework.base.secrets_file import read_or_make
from casework.store.embedded import Embedded
from tests.faults.running import Running, until

ROOT = Path(__file__).parents[2]
FOLDERS = ("workflows", "tenants", "templates", "migrations", "translations")
_BUILD = ["-m", "build", "--wheel", "--no-isolation", "--outdir"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built from a copy with files planted that must stay out."""
    copy = tmp_path_factory.mktemp("checkout")
    told = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in told.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    (copy / "casework" / "__pycache__").mkdir(exist_ok=True)
    (copy / "casework" / "__pycache__" / "planted.pyc").write_bytes(b"x")
    (copy / "workflows" / "planted.pyc").write_bytes(b"x")
    (copy / ".data").mkdir()
    (copy / ".data" / "secrets.toml").write_text("planted = 1\n")
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, *_BUILD, str(out)], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment: the wheel, and the libraries of the present one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    site = next(folder.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # The present libraries come after, so that `casework` can only be the wheel's.
    (site / "present.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_shipped_folder_in_the_package(wheel: Path) -> None:
    held = names(wheel)
    for folder in FOLDERS:
        here = subprocess.run(
            ["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=True
        )
        missing = {f"casework/bundled/{name}" for name in here.stdout.split()} - held
        assert not {name for name in missing if (ROOT / name.removeprefix("casework/bundled/")).exists()}


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"casework"}
    assert not [name for name in names(wheel) if "planted" in name or name.endswith("secrets.toml")]


def test_the_installed_wheel_finds_its_packs_and_templates(installed: Path, tmp_path: Path) -> None:
    asked = "import casework; print(casework.__file__)"
    env = {**os.environ, "CASEWORK_DATA": str(tmp_path)}
    env.pop("PYTHONPATH", None)
    said = subprocess.run(
        [installed, "-c", asked], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith(str(installed.parent.parent))
    done = subprocess.run(
        [installed, "-m", "casework", "packs", "check"],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_installed_wheel_runs_the_demo(installed: Path, tmp_path: Path) -> None:
    running = Running(tmp_path / "data", python=installed, demo=True)
    running.env.pop("PYTHONPATH")
    running.start(worker=False)
    try:
        # The demo's offices come one after another; the first has its services within seconds.
        until(lambda: "vehicle" in running.page("/t/northport/"))
    finally:
        running.stop()
        Embedded(running.folder, read_or_make(running.folder)).remove()
