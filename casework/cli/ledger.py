"""Commands for the ledger: seal, check, export, and say that a backup was restored."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click

from casework.cli.reach import reaching, settings_of

_FILE = click.Path(path_type=Path, dir_okay=False)
_STEP = 200_000


@click.group()
def ledger() -> None:
    """The record of who did and who saw what."""


@ledger.command("verify")
@click.argument("slug", required=False)
@click.option("--tenant", help="The same as the argument.")
@click.option("--anchors", type=_FILE, help="Another file of anchors than the data folder's.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each tenant.")
def ledger_verify(slug: str | None, tenant: str | None, anchors: Path | None, as_json: bool) -> None:
    """Walk the ledger of every tenant, or of one, and name the first entry that does not hold."""
    from casework.services.installation.verify_ledgers import verify_ledgers

    with reaching() as settings:
        found = verify_ledgers(settings, slug or tenant, anchors=anchors, tell=_Progress())
    for verdict in found:
        click.echo(json.dumps(asdict(verdict)) if as_json else f"{verdict.office}\t{verdict.words}")
    if any(verdict.wrong for verdict in found):
        raise click.ClickException("A ledger was changed or cut. Keep the backups and find out how.")


@ledger.command("seal")
def ledger_seal() -> None:
    """Seal and anchor now what waits: what the worker does every few seconds."""
    from casework.store.ledger_seal import sealer

    with reaching() as settings:
        assert settings.database is not None
        with sealer(settings.database.worker, settings.keys_dir, settings.anchors_dir) as opened:
            sealed, refused = opened.run(anchor_all=True)
    click.echo(f"{sealed} {'entry is' if sealed == 1 else 'entries are'} sealed.")
    if refused:
        raise click.ClickException("\n".join(str(fault) for fault in refused))


@ledger.command("export")
@click.argument("slug")
@click.argument("target", type=click.File("w", encoding="utf-8"), default="-")
def ledger_export(slug: str, target: TextIO) -> None:
    """Write a tenant's ledger as lines of JSON, for python -m casework.ledger_verifier."""
    from casework.services.installation.export_ledger import export_ledger

    with reaching() as settings:
        for line in export_ledger(settings, slug):
            target.write(f"{line}\n")


@ledger.command("restored")
@click.option("--reason", required=True, help="Which backup was restored, and why. It stands there for good.")
def ledger_restored(reason: str) -> None:
    """Say that a backup was restored, so that ledgers that are behind their anchors go on, with the break told."""
    from casework.services.installation.state_restore import state_restore

    with reaching() as settings:
        told = state_restore(settings, reason)
    click.echo("\n".join(told) or "No ledger is behind its anchors; nothing was changed.")


@ledger.command("new-key")
def ledger_new_key() -> None:
    """Make a new key that signs the ledger. Earlier heads stay checkable. Restart the worker afterwards."""
    from casework.store.ledger_key import make_signing_key, publish, signing_key

    settings = settings_of()
    path = make_signing_key(settings.keys_dir)
    name = publish(settings.anchors_dir, signing_key(settings.keys_dir))
    click.echo(f"{path} signs from now on; its public half is {name}.pub in {settings.anchors_dir}.")


class _Progress:
    """Tells on a terminal how far a long walk is."""

    def __init__(self) -> None:
        self._office, self._told = "", 0

    def __call__(self, office: str, number: int) -> None:
        if office != self._office:
            self._office, self._told = office, 0
        if number - self._told >= _STEP and sys.stderr.isatty():
            click.echo(f"{office}: {number} entries …", err=True)
            self._told = number
