"""The command `casework`. Each command says what it does in `--help`, calls one function and prints little.

Everything heavy is imported by the command that needs it: `casework --help` answers at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from casework.settings import Database, Settings


class _Plain(click.Group):
    """Commands whose expected errors are one sentence, not a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        from casework.base.errors import CaseworkError, InvalidInput

        try:
            return super().invoke(ctx)
        except InvalidInput as wrong:
            said = "\n".join(f"  {field}: {words}" for field, words in wrong.errors.items())
            raise click.ClickException(f"This can't be taken:\n{said}") from wrong
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
def tenant() -> None:
    """Offices that use this installation."""


@tenant.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="As people read it.")
@click.option("--kind", required=True, help="For example motor_vehicle_agency, charity, council.")
@click.option(
    "--languages", default="en", show_default=True, help="By commas; the first is the office's own."
)
@click.option("--timezone", default="UTC", show_default=True, help="For example America/Chicago.")
@click.option("--currency", default="USD", show_default=True)
@click.option("--country", default="US", show_default=True)
@click.option("--host", help="A host name of its own; without one it answers at /t/SLUG/.")
@click.option("--unlisted", is_flag=True, help="Not on the installation's front page.")
def tenant_add(slug: str, languages: str, *, unlisted: bool, **told: str) -> None:
    """Make a tenant. Next: casework user invite."""
    from casework.services.tenants.add_tenant import NewTenant, add_tenant

    new = NewTenant(slug, languages=tuple(languages.split(",")), public=not unlisted, **told)
    with _identity() as session:
        add_tenant(session, new)
        session.commit()
    click.echo(f"Tenant {slug} is made. Next: casework user invite {slug} E-MAIL --name NAME")


@tenant.command("list")
def tenant_list() -> None:
    """Every tenant, where it answers and whether it is open."""
    from casework.services.tenants.find_tenant import list_tenants

    with _identity() as session:
        for found in list_tenants(session):
            state = "open" if found.active else "suspended"
            click.echo(
                f"{found.slug}\t{found.kind}\t{state}\t{found.host or f'/t/{found.slug}/'}\t{found.name}"
            )


@tenant.command("suspend")
@click.argument("slug")
@click.option("--resume", is_flag=True, help="Open it again.")
def tenant_suspend(slug: str, *, resume: bool) -> None:
    """Close a tenant's pages from the next request on. Nothing is deleted."""
    from casework.services.tenants.suspend_tenant import suspend_tenant

    with _identity() as session:
        suspend_tenant(session, slug, suspended=not resume)
        session.commit()
    click.echo(f"Tenant {slug} is {'open again' if resume else 'suspended'}.")


@main.group()
def user() -> None:
    """Accounts of staff."""


@user.command("invite")
@click.argument("slug")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--title", "titles", multiple=True, default=["administrator"], show_default=True)
@click.option("--show-link", is_flag=True, help="Print the link here, where no mail can be sent.")
def user_invite(slug: str, email: str, *, name: str, titles: tuple[str, ...], show_link: bool) -> None:
    """Invite somebody to work at a tenant; by default as its administrator."""
    from casework.base.errors import NotFound
    from casework.services.staff.invite_member import invite_member
    from casework.services.staff.mail_link import write_link_mail
    from casework.services.tenants.find_tenant import find_tenant
    from casework.web.password_links import link_url

    with _identity() as session:
        found = find_tenant(session, slug=slug)
        if found is None:
            raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
        invited = invite_member(session, found, email=email, name=name, titles=titles, actor=None)
        mail = write_link_mail(session, "invite", invited.id, found) if show_link else None
        session.commit()
        if mail:
            click.echo(link_url(found, mail.purpose, mail.token))
        else:
            click.echo(f"An invitation to {email} is in the mail queue.")


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


@main.group()
def ledger() -> None:
    """The record of who did and who saw what."""


@ledger.command("verify")
@click.argument("slug", required=False)
def ledger_verify(slug: str | None) -> None:
    """Walk the chain of every tenant, or of one, and tell where it does not hold."""
    from casework.services.installation.verify_ledgers import verify_ledgers

    with _reaching() as settings:
        found = verify_ledgers(settings, slug)
    for verdict in found:
        click.echo(f"{verdict.slug}\t{verdict.words}")
    if any(verdict.broken_at for verdict in found):
        raise click.ClickException("A ledger was changed or cut. Keep the backups and find out how.")


@main.group()
def backup() -> None:
    """Copies of database and files. Keys are exported apart: see casework keys export."""


@backup.command("create")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup_create(target: Path) -> None:
    """Write database and files into one archive. The installation may go on working meanwhile."""
    from casework.store.backup import create

    with _reaching() as settings:
        create(settings, target)
    click.echo(f"{target} is written. It does not hold the keys: casework keys export FOLDER")


@backup.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def backup_restore(source: Path) -> None:
    """Fill an empty installation from an archive. Put the exported keys into its folder keys/ as well."""
    from casework.services.installation.restore_backup import restore_backup

    with _reaching() as settings:
        restore_backup(settings, source)
    click.echo(
        "Restored. Nobody is signed in, and mail is held. When all looks right: casework backup release-mail"
    )


@backup.command("release-mail")
def backup_release_mail() -> None:
    """Let the mail of a restored installation go out."""
    from casework.services.installation.release_held_mail import release_held_mail

    with _reaching() as settings:
        release_held_mail(settings)
    click.echo("Mail goes out again.")


@main.group()
def keys() -> None:
    """The keys that seal the most sensitive values."""


@keys.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def keys_export(folder: Path) -> None:
    """Copy the root keys to a place you name; keep it apart from the backups."""
    from casework.store.keys import export_keys

    names = export_keys(_settings().keys_dir, folder)
    click.echo(f"{len(names)} keys are in {folder}. Whoever has them and a backup can read everything.")


def _settings(*, demo: bool = False) -> "Settings":
    from casework.settings import Settings

    return Settings.load(demo=demo)


@contextmanager
def _reaching() -> "Iterator[Settings]":
    from casework.store.reach import reaching

    with reaching(_settings()) as settings:
        yield settings


@contextmanager
def _identity() -> "Iterator[Session]":
    from casework.app import create_app
    from casework.store.bind import release_store
    from casework.store.identity import identity_session

    with _reaching() as settings:
        app = create_app(settings)
        with app.app_context(), identity_session() as session:
            yield session
        release_store(app)


def _bring_up(settings: "Settings") -> None:
    from casework.services.installation.bring_up import bring_up

    bring_up(settings)


def _password(database: "Database", login: str) -> str:
    from urllib.parse import unquote, urlsplit

    return unquote(urlsplit(getattr(database, login)).password or "")
