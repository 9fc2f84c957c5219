"""What an installation is told from outside: read once at the start, frozen, checked."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from casework.base.errors import SettingError
from casework.base.secrets_file import Secrets, read_or_make

LOGINS = ("owner", "app", "worker", "identity")
SHORTEST_SECRET = 32
ANCHOR_MAIL = ("daily", "weekly", "never")
KNOWN_SECRETS = frozenset({"secret", "changeme", "change-me", "dev", "development", "password", "insecure"})
_MAIL_DOMAIN = re.compile(r"(?=.{3,190}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_CHECKOUT = Path(__file__).resolve().parent.parent
SYSTEM_FOLDER = Path("/var/lib/casework")


@dataclass(frozen=True, slots=True)
class Database:
    """Addresses of one database for the four logins, as SQLAlchemy URLs (they hold passwords).

    `prefix` begins the name of every role of this installation, since roles belong to the whole server.
    """

    owner: str = field(repr=False)
    app: str = field(repr=False)
    worker: str = field(repr=False)
    identity: str = field(repr=False)
    prefix: str = "casework"


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. Secrets are never shown by `repr`."""

    data_dir: Path
    secrets: Secrets
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    database: Database | None = None
    trusted_proxies: int = 0
    smtp: str | None = field(default=None, repr=False)
    mail_from: str = "casework@localhost"
    mail_in: str | None = None
    mail_drop: Path | None = None
    mail_listen: tuple[str, int] | None = None
    clamd: str | None = None
    anchor_mail: str = "daily"
    web_processes: int = 1
    web_threads: int = 8
    worker_threads: int = 2
    cookie_secret: bytes = field(default=b"", repr=False)
    wall_key: bytes = field(default=b"", repr=False)

    @property
    def keys_dir(self) -> Path:
        """Folder of the root keys that seal values; never part of a backup."""
        return self.data_dir / "keys"

    @property
    def anchors_dir(self) -> Path:
        """Folder of what the ledgers are checked against: anchored heads, public keys; never part of a backup."""
        return self.data_dir / "anchors"

    @property
    def drop_dir(self) -> Path:
        """Folder into which mail and scans are dropped: one folder for each office, by its short name."""
        return self.mail_drop or self.data_dir / "inbound"

    @property
    def files_dir(self) -> Path:
        """Folder of uploads, receipts and other files, by tenant."""
        return self.data_dir / "files"

    @classmethod
    def load(cls, env: Mapping[str, str] | None = None, *, demo: bool = False) -> "Settings":
        """Settings from the environment and the data folder. Raises SettingError with the cure."""
        env = os.environ if env is None else env
        folder = data_folder(env)
        secrets = read_or_make(folder)
        is_demo = demo or env.get("CASEWORK_DEMO") == "1"
        host, port = env.get("HOST") or "127.0.0.1", _number(env, "PORT", 8000)
        settings = cls(
            data_dir=folder,
            secrets=secrets,
            host=host,
            port=port,
            base_url=(env.get("CASEWORK_BASE_URL") or _address(host, port)).rstrip("/"),
            demo=is_demo,
            database=database_at(env["DATABASE_URL"], env, secrets) if env.get("DATABASE_URL") else None,
            trusted_proxies=_number(env, "CASEWORK_TRUSTED_PROXIES", 0),
            smtp=env.get("CASEWORK_SMTP") or None,
            mail_from=env.get("CASEWORK_MAIL_FROM") or "casework@localhost",
            mail_in=(env.get("CASEWORK_MAIL_IN") or ("mail.example" if is_demo else "")).lower() or None,
            mail_drop=Path(env["CASEWORK_MAIL_DROP"]).resolve() if env.get("CASEWORK_MAIL_DROP") else None,
            mail_listen=_place(env, "CASEWORK_MAIL_LISTEN"),
            clamd=env.get("CASEWORK_CLAMD") or None,
            anchor_mail=env.get("CASEWORK_ANCHOR_MAIL") or "daily",
            web_processes=_number(env, "CASEWORK_WEB_PROCESSES", 1),
            web_threads=_number(env, "CASEWORK_WEB_THREADS", min(8, 2 * (os.cpu_count() or 1) + 1)),
            worker_threads=_number(env, "CASEWORK_WORKER_THREADS", 2),
            cookie_secret=_secret(env, "CASEWORK_COOKIE_SECRET", secrets.cookie_secret),
            wall_key=_secret(env, "CASEWORK_WALL_KEY", secrets.wall_key),
        )
        _check(settings, env)
        return settings


def data_folder(env: Mapping[str, str]) -> Path:
    """`CASEWORK_DATA`, or `.data/` of a checkout, or root's system folder, or the user's data folder."""
    if env.get("CASEWORK_DATA"):
        return Path(env["CASEWORK_DATA"]).expanduser().resolve()
    if (_CHECKOUT / "pyproject.toml").exists():
        return _CHECKOUT / ".data"
    if os.geteuid() == 0:
        return SYSTEM_FOLDER / "data"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "casework"
    return Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "casework"


def database_at(url: str, env: Mapping[str, str], secrets: Secrets) -> Database:
    """The four addresses made of one, with the passwords of the data folder or of the environment."""
    parts = urlsplit(url)
    prefix = parts.path.strip("/")
    if parts.scheme.split("+")[0] not in ("postgresql", "postgres") or not prefix:
        raise SettingError(
            "DATABASE_URL must look like postgresql://host:5432/casework (a database's name last)."
        )
    place = parts.netloc.rpartition("@")[2]
    prefix = env.get("CASEWORK_ROLE_PREFIX") or prefix

    def address(login: str) -> str:
        password = env.get(f"CASEWORK_PASSWORD_{login.upper()}") or getattr(secrets, f"password_{login}")
        netloc = f"{prefix}_{login}:{password}@{place}"
        return urlunsplit(("postgresql+psycopg", netloc, parts.path, parts.query, ""))

    return Database(**{login: address(login) for login in LOGINS} | {"prefix": prefix})


def is_loopback(host: str) -> bool:
    """True for an address that only this machine can reach."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise SettingError(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _place(env: Mapping[str, str], name: str) -> tuple[str, int] | None:
    told = env.get(name)
    if not told:
        return None
    host, _, port = told.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= 65535:
        raise SettingError(f"{name} must look like 127.0.0.1:2525, not {told!r}.")
    return host.strip("[]"), int(port)


def _secret(env: Mapping[str, str], name: str, made: str) -> bytes:
    given = env.get(name)
    if not given:
        return bytes.fromhex(made)
    if given.casefold() in KNOWN_SECRETS or len(given.encode()) < SHORTEST_SECRET or len(set(given)) < 8:
        raise SettingError(
            f"{name} is too weak: give at least {SHORTEST_SECRET} random bytes, or leave it out."
        )
    return given.encode()


def _check(settings: Settings, env: Mapping[str, str]) -> None:
    address = urlsplit(settings.base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SettingError("CASEWORK_BASE_URL must look like https://cases.example.org.")
    _check_mail(settings)
    if settings.demo:
        hosts = [settings.host, address.hostname, *(settings.mail_listen or ())[:1]]
        if not all(is_loopback(str(host)) for host in hosts):
            raise SettingError(
                "The demo has known passwords: it serves this machine only. Set HOST=127.0.0.1."
            )
        return
    if env.get("FLASK_DEBUG", "0") not in ("", "0") or env.get("PYTHONASYNCIODEBUG"):
        raise SettingError("Debug mode shows personal data. Unset FLASK_DEBUG.")
    if address.scheme != "https" and not is_loopback(address.hostname):
        raise SettingError("CASEWORK_BASE_URL must begin with https:// unless it is this machine.")


def _check_mail(settings: Settings) -> None:
    if settings.mail_in and not _MAIL_DOMAIN.fullmatch(settings.mail_in):
        raise SettingError("CASEWORK_MAIL_IN must be a domain, for example cases.example.org.")
    if settings.mail_listen and not settings.mail_in:
        raise SettingError("CASEWORK_MAIL_LISTEN needs CASEWORK_MAIL_IN: the domain whose mail is taken.")
    if settings.anchor_mail not in ANCHOR_MAIL:
        raise SettingError(f"CASEWORK_ANCHOR_MAIL is one of: {', '.join(ANCHOR_MAIL)}.")
