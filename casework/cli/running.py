"""Commands that run the installation or make its database."""

import os
from typing import TYPE_CHECKING

import click

from casework.cli.reach import (
    begin_demo,
    bring_up,
    bring_up_with_keys,
    demo_wanted,
    greet,
    reaching,
    settings_of,
    with_pages,
)

if TYPE_CHECKING:
    from casework.settings import Database


@click.command()
@click.option("--demo", is_flag=True, help="Made-up tenants and known passwords; serves this machine only.")
@click.option("--without-keys", is_flag=True, help="Serve all but sealed values while a root key is missing.")
def run(demo: bool, without_keys: bool) -> None:
    """Run everything: database, web server and worker. Refuses where a root key is missing, damaged or another one."""
    from casework import supervise

    supervise.run(
        settings_of(demo=demo),
        prepare=bring_up if without_keys else bring_up_with_keys,
        greet=greet,
        errand=("demo", "begin"),
        wanted=demo_wanted,
    )


@click.command()
def serve() -> None:
    """Run the web server alone, on a database that runs already."""
    from casework.serve import serve_web

    serve_web(settings_of())


@click.command()
def worker() -> None:
    """Run the worker alone, on a database that runs already."""
    from casework.serve import work

    work(settings_of())


@click.group("demo")
def demo_group() -> None:
    """Made-up offices to look around in."""


@demo_group.command("begin", hidden=True)
def demo_begin() -> None:
    """Make the offices and the tour's cases, and leave the bulk to the worker: what `run --demo` does first."""
    from casework.store.orphan import SUPERVISED, follow_parent
    from casework.store.reach import reached

    if supervisor := os.environ.get(SUPERVISED):
        follow_parent(int(supervisor))
    begin_demo(reached(settings_of()))


@demo_group.command("load")
def demo_load() -> None:
    """Load the whole demo into this installation now, without a worker. Stopped anywhere, it goes on next time."""
    from casework.services.demo.bulk import bulk_step, plan
    from casework.store.bind import release_store

    with reaching() as settings:
        if not settings.demo:
            raise click.UsageError(
                "The demo has known passwords. Set CASEWORK_DEMO=1 to say that you want it."
            )
        bring_up(settings)
        begin_demo(settings)
        app = with_pages(settings)
        with app.app_context():
            for number in range(len(plan())):
                click.echo(bulk_step(number, go_on=False))
        release_store(app)


@click.group()
def db() -> None:
    """Make the database and bring it up to date."""


@db.command("init")
@click.option(
    "--admin", envvar="CASEWORK_ADMIN_URL", help="Address of an administrator of the server; not kept."
)
def db_init(admin: str | None) -> None:
    """Make logins, roles and database on the server of DATABASE_URL. Run it again to repair."""
    import psycopg

    from casework.settings import LOGINS
    from casework.store import roles

    settings = settings_of()
    if settings.database is None:
        click.echo(
            "The private database makes itself; nothing to do. For a server of yours set DATABASE_URL."
        )
        return
    if not admin:
        raise click.UsageError("Give an administrator's address: --admin postgresql://postgres@host/postgres")
    name = settings.database.owner.partition("?")[0].rpartition("/")[2]
    passwords = {login: _password(settings.database, login) for login in LOGINS}
    try:
        roles.initialise(admin, name=name, prefix=settings.database.prefix, passwords=passwords)
    except psycopg.OperationalError as refused:
        raise click.ClickException(
            f"The server can't be reached as its administrator: {refused}"
        ) from refused
    click.echo(f"Database {name} is made. Next: casework db upgrade")


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version."""
    from casework.store.revision import newest

    with reaching() as settings:
        bring_up(settings)
    click.echo(f"The database is at {newest()}.")


def _password(database: "Database", login: str) -> str:
    from urllib.parse import unquote, urlsplit

    return unquote(urlsplit(getattr(database, login)).password or "")
