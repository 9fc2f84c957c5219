"""What `casework run` says when everything is up."""

import click

from casework.settings import Settings


def greet(settings: Settings) -> None:
    """Tell where to look, and what to do next in an empty installation."""
    click.echo(f"\n  Casework is at {settings.base_url}\n")
    click.echo(f"  Data: {settings.data_dir}")
    click.echo("  Stop: Ctrl-C\n")
