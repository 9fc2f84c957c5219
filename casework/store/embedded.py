"""The private PostgreSQL server of an installation that names no other: made, started, stopped here.

It listens on no network, only on a socket in a folder of its own; every login has its own random password.
It does not protect against the operating-system user that owns the data folder.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg

from casework.base.errors import SettingError
from casework.base.secrets_file import Secrets
from casework.settings import Database, database_at
from casework.store import orphan
from casework.store.runtime import Runtime, cluster_folder, find_runtime

SUPERUSER = "casework_super"
LONGEST_SOCKET = 90
_LOG_LIMIT = 10_000_000
_LAST_CHILDREN = 60.0
"""Seconds that the children of a killed server may take to end."""
# The log tells how the server fares, never of anybody's data: no statements, no parameters, no DETAIL lines, and
# no errors of statements at all, since their first line quotes values. The application sees each error itself.
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_checkpoints": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "jit": "off",
}


class Embedded:
    """The server of one data folder. Whoever starts it holds the folder's lock."""

    def __init__(self, data_dir: Path, secrets: Secrets, **options: str) -> None:
        self._data_dir = data_dir.resolve()
        self._secrets = secrets
        self._options = {**_OPTIONS, **options}
        key = hashlib.sha256(f"{secrets.installation}|{self._data_dir}".encode()).hexdigest()[:12]
        self._home = cluster_folder(self._data_dir, key)
        self.files = self._home / "pg"
        self.socket = self._home / "s"
        if len(str(self.socket)) > LONGEST_SOCKET:
            self.socket = Path(tempfile.gettempdir()) / f"casework-{os.geteuid()}-{key}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, die_with_us: bool = False) -> None:
        """Start and wait until it answers. An orphan of a killed run is stopped first.

        `die_with_us` (Linux) also ends the server when this process is killed: for tests.
        """
        runtime = find_runtime()
        self._make_folders(runtime)
        if not (self.files / "PG_VERSION").exists():
            self._initialise(runtime)
        self._check_version(runtime)
        orphan.stop_server(self.files)
        deadline = time.monotonic() + _LAST_CHILDREN
        while not self._launched(runtime, die_with_us=die_with_us):
            # Right after a kill the last children of the old server may still hold its memory.
            if time.monotonic() > deadline:
                raise SettingError(f"The database does not start. Its log: {self.log}")
            time.sleep(0.25)

    def stop(self) -> None:
        """Stop: open transactions are rolled back; harmless when not running."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
        self._process = None

    def remove(self) -> None:
        """Delete the stopped server's files and its socket folder, with everything in them."""
        for folder in (self.files, self.socket):
            shutil.rmtree(folder, ignore_errors=True)
        if self._home != self._data_dir:
            shutil.rmtree(self._home, ignore_errors=True)

    @property
    def pid(self) -> int | None:
        """Process id of the running server that we started."""
        return self._process.pid if self._process else None

    def died(self) -> bool:
        """True when the server that we started has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self._data_dir / "log" / "postgres.log"

    def url(self, name: str = "casework") -> str:
        """The address of a database of this server, without login; also for processes we did not start."""
        return f"postgresql:///{name}?host={quote(str(self.socket), safe='')}"

    def database(self, name: str = "casework", prefix: str | None = None) -> Database:
        """Addresses of one database for the four logins."""
        chosen = {"CASEWORK_ROLE_PREFIX": prefix} if prefix else {}
        return database_at(self.url(name), chosen, self._secrets)

    def superuser(self, name: str = "postgres") -> str:
        """libpq words to log in as the server's administrator."""
        return f"host='{self.socket}' dbname={name} user={SUPERUSER} password={self._secrets.password_super}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _make_folders(self, runtime: Runtime) -> None:
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if runtime.user is not None:
            self._home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        for folder in (self._home, self.socket):
            if not folder.exists():
                folder.mkdir(mode=0o700)
            if (
                folder.stat().st_uid == os.geteuid()
            ):  # made just now, or by a start that was killed before this
                runtime.give(folder)
        found = self.socket.lstat()
        owner = os.geteuid() if runtime.user is None else runtime.user
        if (
            found.st_uid != owner
            or found.st_mode & 0o077
            or not self.socket.is_dir()
            or self.socket.is_symlink()
        ):
            raise SettingError(f"{self.socket} is not a private folder of the database. Remove it.")

    def _initialise(self, runtime: Runtime) -> None:
        draft, words = self._home / "pg.new", self._home / "pw.new"
        shutil.rmtree(draft, ignore_errors=True)
        words.unlink(missing_ok=True)
        handle = os.open(words, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(self._secrets.password_super + "\n")
        runtime.give(words)
        order = [
            runtime.program("initdb"),
            "-D",
            str(draft),
            "-U",
            SUPERUSER,
            f"--pwfile={words}",
            *_locale(runtime),
        ]
        order += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]
        done = subprocess.run(order, cwd="/", capture_output=True, check=False, **_who(runtime))
        words.unlink()
        if done.returncode:
            raise SettingError(
                f"The database could not be made: {done.stderr.decode(errors='replace').strip()}"
            )
        draft.rename(self.files)

    def _check_version(self, runtime: Runtime) -> None:
        made = int((self.files / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
        if made != runtime.version:
            raise SettingError(
                f"The database in {self.files} was made by PostgreSQL {made}; here is {runtime.version}. "
                "Make a backup with the old one and restore it here."
            )

    def _launched(self, runtime: Runtime, *, die_with_us: bool) -> bool:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        order = [runtime.program("postgres"), "-D", str(self.files), "-k", str(self.socket)]
        order += [word for name, value in self._options.items() for word in ("-c", f"{name}={value}")]
        handle = os.open(self.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        tie: dict[str, Any] = {"preexec_fn": orphan.die_with_parent} if die_with_us else {}
        with os.fdopen(handle, "ab") as log:
            self._process = subprocess.Popen(
                order, cwd="/", start_new_session=True, stdout=log, stderr=log, **_who(runtime), **tie
            )
        while self._process.poll() is None:
            if self._answers():
                return True
            time.sleep(0.05)
        self._process = None
        return False

    def _answers(self) -> bool:
        """False as long as it is starting up or recovering, however long that takes."""
        try:
            psycopg.connect(self.superuser(), connect_timeout=5).close()
        except psycopg.OperationalError as refused:
            if "password authentication failed" in str(refused):
                self.stop()
                raise SettingError(f"{self._data_dir}/secrets.toml does not fit this database.") from refused
            return False
        return True


def _who(runtime: Runtime) -> dict[str, Any]:
    return dict(runtime.identity)


def _locale(runtime: Runtime) -> list[str]:
    if runtime.version >= 17:
        return [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--lc-collate=C",
            "--lc-ctype=C.UTF-8",
        ]
    return ["--locale=C" if sys.platform == "darwin" else "--locale=C.UTF-8"]
