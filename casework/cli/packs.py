"""Commands for packs."""

import click


@click.group()
def packs() -> None:
    """Workflows and kinds of tenant."""


@packs.command("check")
def packs_check() -> None:
    """Read every pack and tell each fault, of shape, sense and wording, with its file, key and cure."""
    from casework.packs import catalog
    from casework.packs.check import check

    faults = check()
    if faults:
        raise click.ClickException("\n".join(str(fault) for fault in faults))
    found = catalog()
    click.echo(f"{len(found.workflows)} workflows and {len(found.kinds)} kinds of tenant: no fault.")
