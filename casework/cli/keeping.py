"""Commands that keep an installation safe: ledgers, backups, keys."""

from pathlib import Path

import click

from casework.cli.reach import reaching, settings_of


@click.group()
def ledger() -> None:
    """The record of who did and who saw what."""


@ledger.command("verify")
@click.argument("slug", required=False)
def ledger_verify(slug: str | None) -> None:
    """Walk the chain of every tenant, or of one, and tell where it does not hold."""
    from casework.services.installation.verify_ledgers import verify_ledgers

    with reaching() as settings:
        found = verify_ledgers(settings, slug)
    for verdict in found:
        click.echo(f"{verdict.slug}\t{verdict.words}")
    if any(verdict.broken_at for verdict in found):
        raise click.ClickException("A ledger was changed or cut. Keep the backups and find out how.")


@click.group()
def backup() -> None:
    """Copies of database and files. Keys are exported apart: see casework keys export."""


@backup.command("create")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup_create(target: Path) -> None:
    """Write database and files into one archive. The installation may go on working meanwhile."""
    from casework.store.backup import create

    with reaching() as settings:
        create(settings, target)
    click.echo(f"{target} is written. It does not hold the keys: casework keys export FOLDER")


@backup.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def backup_restore(source: Path) -> None:
    """Fill an empty installation from an archive. Put the exported keys into its folder keys/ as well."""
    from casework.services.installation.restore_backup import restore_backup

    with reaching() as settings:
        restore_backup(settings, source)
    click.echo(
        "Restored. Nobody is signed in, and mail is held. When all looks right: casework backup release-mail"
    )


@backup.command("release-mail")
def backup_release_mail() -> None:
    """Let the mail of a restored installation go out."""
    from casework.services.installation.release_held_mail import release_held_mail

    with reaching() as settings:
        release_held_mail(settings)
    click.echo("Mail goes out again.")


@click.group()
def keys() -> None:
    """The keys that seal the most sensitive values."""


@keys.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def keys_export(folder: Path) -> None:
    """Copy the root keys to a place you name; keep it apart from the backups."""
    from casework.store.keys import export_keys

    names = export_keys(settings_of().keys_dir, folder)
    click.echo(f"{len(names)} keys are in {folder}. Whoever has them and a backup can read everything.")
