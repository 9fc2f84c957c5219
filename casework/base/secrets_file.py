"""The file `secrets.toml` of a data folder: every secret of an installation, made on the first start.

None of them is ever printed or logged. The file is for its owner alone (mode 0600).
"""

import os
import secrets
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path

from casework.base.errors import SettingError

NAME = "secrets.toml"
_SIZE = 32


def _fresh() -> str:
    return secrets.token_hex(_SIZE)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an installation keeps to itself; hexadecimal text, 256 bits each."""

    installation: str = field(default_factory=lambda: secrets.token_hex(8))
    cookie_secret: str = field(default_factory=_fresh, repr=False)
    wall_key: str = field(default_factory=_fresh, repr=False)
    password_super: str = field(default_factory=_fresh, repr=False)
    password_owner: str = field(default_factory=_fresh, repr=False)
    password_app: str = field(default_factory=_fresh, repr=False)
    password_worker: str = field(default_factory=_fresh, repr=False)
    password_identity: str = field(default_factory=_fresh, repr=False)


def read_or_make(folder: Path) -> Secrets:
    """The secrets of this data folder; folder and file are made when missing.

    Two starts at the same moment agree: the file appears whole, by link, and the second reads the first's.
    """
    path = folder / NAME
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    made = Secrets()
    text = "# Made by Casework on its first start. Keep it private; a copy opens everything.\n"
    text += "".join(f'{item.name} = "{getattr(made, item.name)}"\n' for item in fields(Secrets))
    draft = path.with_name(f".{NAME}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _read(path: Path) -> Secrets:
    if path.stat().st_mode & 0o077:
        raise SettingError(f"{path} can be read by others. Run: chmod 600 {path}")
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        return Secrets(**{item.name: str(held[item.name]) for item in fields(Secrets)})
    except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as broken:
        raise SettingError(
            f"{path} is damaged ({type(broken).__name__}). Put back your copy of it."
        ) from broken
