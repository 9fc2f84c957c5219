"""The command `casework`. Each command says what it does in `--help`, calls one function and prints little.

Everything heavy is imported by the command that needs it: `casework --help` answers at once.
"""

import gc

import click

from casework.cli.imports import imports
from casework.cli.keeping import backup
from casework.cli.keys import keys
from casework.cli.ledger import ledger
from casework.cli.mail import mail
from casework.cli.packs import packs
from casework.cli.queue import queue
from casework.cli.running import db, demo_group, run, serve, worker
from casework.cli.tenants import tenant, user

# Importing and serving make far more that stays than what goes in circles; the usual 700 has the collector walk
# through everything again and again: a fifth of a start.
gc.set_threshold(50_000)


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
        except Exception as fault:
            from casework.cli.unready import unready

            cure = unready(fault)
            if cure is None:
                raise
            raise click.ClickException(cure) from fault


@click.group(cls=_Plain)
@click.version_option(package_name="casework")
def main() -> None:
    """Case management for the public sector and charities."""


for command in (
    run,
    serve,
    worker,
    db,
    demo_group,
    tenant,
    user,
    packs,
    queue,
    ledger,
    backup,
    keys,
    imports,
    mail,
):
    main.add_command(command)
