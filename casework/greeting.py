"""What `casework run` says when everything is up."""

import click
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from casework.services.demo.offices import NEIGHBOUR, OFFICES, PASSWORD
from casework.services.installation.check_keys import check_keys
from casework.services.installation.check_sealing import check_sealing
from casework.settings import Settings

_FIRST_STEPS = """  There is no tenant yet. Make one, and invite its administrator:

    casework tenant add northport --name "Northport Motor Vehicles" --kind motor_vehicle_agency
    casework user invite northport you@example.org --name "Your Name" --show-link
"""


def greet(settings: Settings) -> None:
    """Tell where to look, what is wrong with the keys, and what to do first in an empty installation."""
    click.echo(f"\n  Casework is at {settings.base_url}\n")
    for fault in check_keys(settings):
        click.secho(f"  {fault}\n  Until then sealed values stay closed; everything else works.\n", fg="red")
    for fault in check_sealing(settings):
        click.secho(f"  {fault}\n  Until then nothing is sealed; everything else works.\n", fg="red")
    if settings.demo:
        _greet_demo(settings)
    elif _is_empty(settings):
        click.echo(_FIRST_STEPS)
    click.echo(f"  Data: {settings.data_dir}")
    click.echo("  Stop: Ctrl-C\n")


def _greet_demo(settings: Settings) -> None:
    click.echo(f"  The demo’s offices, everybody’s password is {PASSWORD}:\n")
    for office in (*OFFICES, NEIGHBOUR):
        click.echo(f"  {office.name}: {settings.base_url}/t/{office.slug}/")
        logins = ", ".join(office.email(staff) for staff in office.staff)
        click.echo(f"    sign in at {settings.base_url}/t/{office.slug}/sign-in as {logins}\n")
    click.echo(f"  Mail of the demo: {settings.base_url}/dev/outbox\n")


def _is_empty(settings: Settings) -> bool:
    assert settings.database is not None
    engine = create_engine(settings.database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as owner:
        return not owner.scalar(text("select exists (select 1 from identity.tenant)"))
