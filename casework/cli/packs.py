"""Commands for packs."""

import click


@click.group()
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
