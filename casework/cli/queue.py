"""Commands for work that did not get done."""

import click

from casework.cli.reach import reaching


@click.group()
def queue() -> None:
    """Jobs that failed too often and wait for you."""


@queue.command("parked")
def queue_parked() -> None:
    """List them: number, task, tenant, attempts, since when."""
    from casework.services.installation.parked_jobs import parked_jobs

    with reaching() as settings:
        found = parked_jobs(settings)
    for job in found:
        click.echo(
            f"{job.id}\t{job.task}\ttenant {job.tenant}\t{job.attempts} attempts\t{job.since:%Y-%m-%d %H:%M}Z"
        )
    if not found:
        click.echo("Nothing is parked.")


@queue.command("retry")
@click.argument("number", type=int)
def queue_retry(number: int) -> None:
    """Try one of them again."""
    from casework.services.installation.parked_jobs import retry_parked

    with reaching() as settings:
        retry_parked(settings, number)
    click.echo(f"Job {number} is in the queue again.")
