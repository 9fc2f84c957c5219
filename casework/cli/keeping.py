"""Commands that keep copies of an installation."""

from pathlib import Path

import click

from casework.cli.reach import reaching


@click.group()
def backup() -> None:
    """Copies of database and files. Keys are exported apart: see casework keys export."""


@backup.command("create")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup_create(target: Path) -> None:
    """Write database and files into one archive. The installation may go on working meanwhile."""
    from casework.services.installation.destroy_key import list_destroyed
    from casework.store.backup import create, key_part

    with reaching() as settings:
        list_destroyed(settings)
        create(settings, target)
    click.echo(
        f"{target} is written, and beside it {key_part(target).name}: the wrapped keys. Keep only the newest key part;"
        " it opens every older archive, but nothing of those whose key was destroyed before it was made."
        " The root key is in neither: casework keys export FOLDER"
    )


@backup.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--keys",
    "part",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The key part of this or a newer backup; else the one beside the archive.",
)
@click.option("--without-keys", is_flag=True, help="Leave closed for good what was sealed.")
def backup_restore(source: Path, part: Path | None, without_keys: bool) -> None:
    """Fill an empty installation from an archive. Put the exported keys into its folder keys/ as well."""
    from casework.services.installation.restore_backup import restore_backup

    with reaching() as settings:
        restore_backup(settings, source, keys=part, without_keys=without_keys)
    click.echo(
        "Restored. Nobody is signed in, and mail is held. When all looks right: casework backup release-mail\n"
        "Put the keys into keys/ and the latest anchors into anchors/. What was entered after the backup is lost:\n"
        "casework ledger verify names it, and casework ledger restored says so for good."
    )


@backup.command("release-mail")
def backup_release_mail() -> None:
    """Let the mail of a restored installation go out."""
    from casework.services.installation.release_held_mail import release_held_mail

    with reaching() as settings:
        release_held_mail(settings)
    click.echo("Mail goes out again.")
