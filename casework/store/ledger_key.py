"""The key that signs the ledger's heads: a file beside the root keys, never in the database or a backup."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from casework.base.errors import KeyMissing
from casework.ledger_verifier import key_id, read_keys

_PATTERN = "ledger-*.pem"


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The youngest key by number. A missing one is never made anew here: what it signed must stay checkable."""
    names = sorted(folder.glob(_PATTERN), key=lambda path: int(path.stem.removeprefix("ledger-")))
    if not names:
        raise KeyMissing(
            f"The key that signs the ledger is missing from {folder}. Put it back, or: casework ledger new-key"
        )
    key = load_pem_private_key(names[-1].read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyMissing(f"{names[-1]} is no key that signs a ledger.")
    return key


def make_signing_key(folder: Path) -> Path:
    """A new key beside the earlier ones; mode 0600, on disk before it is used."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"ledger-{1 + len(list(folder.glob(_PATTERN)))}.pem"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return path


def publish(folder: Path, key: Ed25519PrivateKey) -> str:
    """Lay the public half among the anchors, for whoever checks. Its id."""
    public = key.public_key()
    path = folder / f"{key_id(public)}.pub"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path.stem


def public_keys(folder: Path) -> dict[str, Ed25519PublicKey]:
    """Every public key among the anchors."""
    return read_keys(sorted(folder.glob("*.pub")))
