"""Root keys: files in a folder, one per key, named by id. They never enter the database or a backup."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.base.errors import KeyMissing
from casework.base.values import Value
from casework.store import destroyed_keys

KEY_BYTES = 32
NONCE_BYTES = 12
HELP = "Put the key file back into the keys folder, or restore it from the place you exported it to."


def fresh_key() -> bytes:
    """A new key, of 256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


class KeyRing(Value, dict=True):
    """The root keys of this installation. A missing or wrong key is a refusal, never plain text."""

    folder: Path

    @property
    def any(self) -> bool:
        """Whether there is a root key at all."""
        return next(iter(self.folder.glob("*.key")), None) is not None

    @property
    def ids(self) -> list[str]:
        """The ids of the keys that are here, the oldest first: they are numbered."""
        return sorted((path.stem for path in self.folder.glob("*.key")), key=_age)

    @property
    def current(self) -> str:
        """The id of the key that wraps tenant keys: the youngest. Looked up anew, since it may turn while we serve."""
        if not self.any:
            raise KeyMissing(f"There is no root key in {self.folder}. {HELP}")
        return self.ids[-1]

    def wrap(self, key: bytes, purpose: bytes) -> tuple[str, bytes]:
        """Encrypt a tenant key under the current root key. The id of the root key, and the wrapped bytes."""
        nonce, current = secrets.token_bytes(NONCE_BYTES), self.current
        return current, nonce + AESGCM(self._read(current)).encrypt(nonce, key, purpose)

    def unwrap(self, key_id: str, wrapped: bytes, purpose: bytes) -> bytes:
        """The tenant key again; KeyMissing when the root key is not here or is another one."""
        try:
            return AESGCM(self._read(key_id)).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], purpose)
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise KeyMissing(f"Root key {key_id} is not the key that sealed this data. {HELP}") from None

    def _read(self, key_id: str) -> bytes:
        try:
            key = (self.folder / f"{key_id}.key").read_bytes()
        except FileNotFoundError:
            raise KeyMissing(f"Root key {key_id} is missing from {self.folder}. {HELP}") from None
        except OSError as refused:
            said = refused.strerror or type(refused).__name__
            raise KeyMissing(f"Root key {key_id} in {self.folder} can't be read: {said}. {HELP}") from None
        if len(key) != KEY_BYTES:
            raise KeyMissing(f"Root key {key_id} is damaged: it must have {KEY_BYTES} bytes. {HELP}")
        return key


def _age(key_id: str) -> tuple[int, str]:
    number = key_id.rpartition("-")[2]
    return (int(number) if number.isdecimal() else 0, key_id)


def make_root_key(folder: Path, key_id: str = "root-1") -> Path:
    """Make a root key if there is none by that name; mode 0600, on disk before it is used."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{key_id}.key"
    if not path.exists():
        draft = folder / f".{key_id}.new"
        handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(fresh_key())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    return path


def export_keys(folder: Path, target: Path) -> list[str]:
    """Copy every key to `target`, the ledger's among them, where each is for its owner alone; a key already there must
    be the same. The list of destroyed keys goes along."""
    names = sorted(path.name for pattern in ("*.key", "ledger-*.pem") for path in folder.glob(pattern))
    if not names:
        raise KeyMissing(f"There is no root key in {folder}. {HELP}")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        content, copy = (folder / name).read_bytes(), target / name
        if copy.exists():
            if copy.read_bytes() != content:
                raise KeyMissing(f"{copy} is another key. Export to an empty folder.")
            continue
        handle = os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    if listed := destroyed_keys.read(folder):
        destroyed_keys.add(target, listed)
    return names
