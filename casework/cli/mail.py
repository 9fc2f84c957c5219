"""Commands for mail that comes in."""

from pathlib import Path

import click

from casework.cli.reach import identity, settings_of


@click.group()
def mail() -> None:
    """Mail, faxes and scans that come in."""


@mail.command("folders")
@click.argument("slug")
def mail_folders(slug: str) -> None:
    """Make the drop folders of an office, and say where they are."""
    from casework.services.inbound.drop_folder import FOLDERS
    from casework.services.tenants.find_tenant import find_tenant

    with identity() as session:
        known = find_tenant(session, slug=slug) is not None
    if not known:
        raise click.ClickException(f"There is no tenant {slug}. See: casework tenant list")
    settings = settings_of()
    for name in FOLDERS:
        folder = Path(settings.drop_dir / slug / name)
        folder.mkdir(mode=0o770, parents=True, exist_ok=True)
        click.echo(str(folder))
    click.echo(
        f"Mail to {slug}@{settings.mail_in} is expected." if settings.mail_in else "Set CASEWORK_MAIL_IN."
    )


@mail.command("webhook")
@click.argument("slug")
@click.option("--renew", is_flag=True, help="Make another secret; the one before is worthless at once.")
def mail_webhook(slug: str, *, renew: bool) -> None:
    """Print the address and the secret with which a mail provider hands over an office's mail."""
    from casework.services.inbound.mail_hook import hook_secret, renew_secret
    from casework.services.tenants.addresses import canonical_url
    from casework.services.tenants.find_tenant import find_tenant

    with identity(pages=True) as session:
        if renew:
            renew_secret(session, slug)
            session.commit()
        found = find_tenant(session, slug=slug)
        if found is None:
            raise click.ClickException(f"There is no tenant {slug}. See: casework tenant list")
        click.echo(canonical_url(found, "mail_hook.take"))
        click.echo(hook_secret(found))


@mail.command("listen")
def mail_listen() -> None:
    """Take mail by SMTP at CASEWORK_MAIL_LISTEN. `casework run` does so where that is set."""
    from casework.serve import take_mail

    take_mail(settings_of())
