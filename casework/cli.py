"""The command `casework`. Each command says what it does in `--help`, calls one function and prints little.

Everything heavy is imported by the command that needs it: `casework --help` answers at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from casework.settings import Database, Settings


class _Plain(click.Group):
    """Commands whose expected errors are one sentence, not a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        from casework.base.errors import CaseworkError

        try:
            return super().invoke(ctx)
        except CaseworkError as refused:
            raise click.ClickException(refused.message) from refused


@click.group(cls=_Plain)
@click.version_option(package_name="casework")
def main() -> None:
    """Case management for the public sector and charities."""


@main.command()
@click.option("--demo", is_flag=True, help="Made-up tenants and known passwords; serves this machine only.")
def run(demo: bool) -> None:
    """Run everything: database, web server and worker."""
    from casework import supervise
    from casework.greeting import greet

    supervise.run(_settings(demo=demo), prepare=_bring_up, greet=greet)


@main.command()
def serve() -> None:
    """Run the web server alone, on a database that runs already."""
    from casework.serve import serve_web

    serve_web(_settings())


@main.command()
def worker() -> None:
    """Run the worker alone, on a database that runs already."""
    from casework.serve import work

    work(_settings())


@main.group()
def db() -> None:
    """Make the database and bring it up to date."""


@db.command("init")
@click.option(
    "--admin", envvar="CASEWORK_ADMIN_URL", help="Address of an administrator of the server; not kept."
)
def db_init(admin: str | None) -> None:
    """Make logins, roles and database on the server of DATABASE_URL. Run it again to repair."""
    from casework.settings import LOGINS
    from casework.store import roles

    settings = _settings()
    if settings.database is None:
        click.echo(
            "The private database makes itself; nothing to do. For a server of yours set DATABASE_URL."
        )
        return
    if not admin:
        raise click.UsageError("Give an administrator's address: --admin postgresql://postgres@host/postgres")
    name = settings.database.owner.partition("?")[0].rpartition("/")[2]
    passwords = {login: _password(settings.database, login) for login in LOGINS}
    roles.initialise(admin, name=name, prefix=settings.database.prefix, passwords=passwords)
    click.echo(f"Database {name} is made. Next: casework db upgrade")


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version."""
    from casework.store.migrate import newest

    with _reaching() as settings:
        _bring_up(settings)
    click.echo(f"The database is at {newest()}.")


@main.group()
def packs() -> None:
    """Workflows and kinds of tenant."""


@packs.command("check")
def packs_check() -> None:
    """Read every pack and tell each fault with its file, key and cure."""
    from casework.packs import PackError, catalog

    try:
        found = catalog()
    except PackError as faulty:
        raise click.ClickException(str(faulty)) from faulty
    click.echo(f"{len(found.workflows)} workflows and {len(found.kinds)} kinds of tenant: no fault.")


def _settings(*, demo: bool = False) -> "Settings":
    from casework.settings import Settings

    return Settings.load(demo=demo)


@contextmanager
def _reaching() -> "Iterator[Settings]":
    from casework.store.reach import reaching

    with reaching(_settings()) as settings:
        yield settings


def _bring_up(settings: "Settings") -> None:
    from casework.services.installation.upgrade_database import upgrade_database

    assert settings.database is not None
    upgrade_database(settings.database, settings.wall_key)


def _password(database: "Database", login: str) -> str:
    from urllib.parse import unquote, urlsplit

    return unquote(urlsplit(getattr(database, login)).password or "")
