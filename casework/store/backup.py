"""A backup: database and files of an installation in one archive, and beside it its wrapped keys.

Root keys and anchors are in neither. The key part is apart so that it can be short-lived: whoever is forgotten later is
in no newer one, and the newest opens every older archive. Restored without one, what was sealed stays closed.
Files are on disk before the row that names them is committed, so the database is copied first and the files after it.
"""

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from casework.base.errors import SettingError
from casework.base.values import Value, asdict
from casework.settings import Database, Settings
from casework.store import migrate
from casework.store.runtime import client_program

DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files"
KEY_TABLES = ("public.sealing_key", "public.person_key")
_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


class Manifest(Value):
    """What an archive says of itself."""

    made_at: str
    revision: str
    prefix: str
    format: int = 2  # 1: of the time before key parts, with the tenants' keys inside


def create(settings: Settings, target: Path) -> None:
    """Write an archive for whoever keeps backups; it appears whole, readable by its owner only."""
    database = _known(settings)
    if target.exists():
        raise SettingError(f"{target} exists already. Choose another name.")
    if not target.parent.is_dir():
        raise SettingError(f"There is no folder {target.parent}. Make it, or choose another place.")
    manifest = Manifest(
        datetime.now(UTC).isoformat(timespec="seconds"), migrate.current(database) or "", database.prefix
    )
    part = key_part(target)
    if part.exists():
        raise SettingError(f"{part} exists already. Choose another name.")
    draft, dump = target.with_name(f".{target.name}.part"), target.with_name(f".{target.name}.dump")
    keys = target.with_name(f".{target.name}.keys")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            _dump(database, dump)
            with tarfile.open(fileobj=file, mode="w") as archive:
                _add_text(archive, MANIFEST, json.dumps(asdict(manifest), indent=1))
                archive.add(dump, DUMP)
                if settings.files_dir.exists():
                    archive.add(settings.files_dir, FILES)
            file.flush()
            os.fsync(file.fileno())
        _dump_keys(database, keys)  # after the values: every key that sealed one is there
        keys.rename(part)
        draft.rename(target)
    finally:
        for left in (draft, dump, keys):
            left.unlink(missing_ok=True)


def key_part(target: Path) -> Path:
    """The file beside an archive that holds its keys."""
    return target.with_name(f"{target.name}.keys")


def read_manifest(source: Path, prefix: str) -> Manifest:
    """What the archive says of itself; SettingError if it cannot be restored here."""
    try:
        with tarfile.open(source) as archive:
            told = archive.extractfile(MANIFEST)
            manifest = Manifest(**json.load(told)) if told else None
    except (OSError, KeyError, ValueError, TypeError, tarfile.TarError) as broken:
        raise SettingError(f"{source} is no backup of Casework, or it is damaged.") from broken
    if manifest is None or manifest.revision not in {
        script.revision for script in migrate.script().walk_revisions()
    }:
        raise SettingError(f"{source} was made by a newer Casework. Install that version first.")
    if manifest.prefix != prefix:
        raise SettingError(
            f"{source} has roles named {manifest.prefix}_…. Set CASEWORK_ROLE_PREFIX={manifest.prefix}"
        )
    return manifest


def load(settings: Settings, source: Path) -> None:
    """Fill an empty database, made with its logins, and the folder of files. Checked by `read_manifest` before."""
    database = _known(settings)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    dump = settings.data_dir / "restore.dump"
    with tarfile.open(source) as archive:
        members = archive.getmembers()
        inner = archive.extractfile(DUMP)
        if inner is None:
            raise SettingError(f"{source} holds no database.")
        with os.fdopen(os.open(dump, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            while piece := inner.read(1 << 20):
                file.write(piece)
        try:
            _restore(database, dump)
        finally:
            dump.unlink()
        files = [member for member in members if member.name == FILES or member.name.startswith(f"{FILES}/")]
        archive.extractall(settings.files_dir.parent, members=files, filter="data")


def check_key_part(settings: Settings, part: Path) -> None:
    """SettingError when this is no key part of a backup."""
    try:
        _run("pg_restore", ["--list", str(part)], _known(settings))
    except SettingError as broken:
        raise SettingError(f"{part} is no key part of a backup, or it is damaged.") from broken


def load_keys(settings: Settings, part: Path) -> None:
    """Fill the registers of keys, which are empty. The tables have the form of this version."""
    database = _known(settings)
    order = ["--data-only", "--enable-row-security", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", [*order, f"--dbname={_parts(database)['dbname']}", str(part)], database)


def _known(settings: Settings) -> Database:
    if settings.database is None:
        raise SettingError("No database is known. Set DATABASE_URL.")
    return settings.database


def _dump(database: Database, target: Path) -> None:
    # As owner, whose policy shows every row of every tenant. The wall's key stays: each installation has its own.
    order = ["--format=custom", "--no-owner", "--enable-row-security", "--exclude-table-data=guard.secret"]
    order += [f"--exclude-table-data={table}" for table in KEY_TABLES]
    os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    _run("pg_dump", [*order, f"--file={target}"], database)


def _dump_keys(database: Database, target: Path) -> None:
    # As inserts with names of columns: rows are put into tables behind their wall, perhaps of a later form.
    order = ["--format=custom", "--data-only", "--enable-row-security", "--column-inserts"]
    order += ["--rows-per-insert=1000", *(f"--table={table}" for table in KEY_TABLES)]
    os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    _run("pg_dump", [*order, f"--file={target}"], database)


def _restore(database: Database, dump: Path) -> None:
    order = [
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={_parts(database)['dbname']}",
    ]
    _run("pg_restore", [*order, str(dump)], database)


def _run(program: str, words: list[str], database: Database) -> None:
    parts = _parts(database)
    told = {_ENVIRONMENT[name]: value for name, value in parts.items() if name in _ENVIRONMENT}
    private = parts.get("host", "").startswith("/")
    order = [client_program(program, private=private), *words]
    done = subprocess.run(order, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SettingError(f"{program} failed: {done.stderr.strip() or done.returncode}")


def _parts(database: Database) -> Mapping[str, str]:
    return {
        name: str(value) for name, value in conninfo_to_dict(database.owner.replace("+psycopg", "")).items()
    }


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    content = text.encode()
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))
