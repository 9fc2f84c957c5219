"""Commands that bring registers in from files: the same steps as at the desk, worked off on the spot."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from casework.cli.reach import within

if TYPE_CHECKING:
    from casework.models import ImportRun
    from casework.store.session import ViewerSession

RUN = click.UUID


@click.group("import")
def imports() -> None:
    """Bring registers in from CSV files: check, run, undo."""


@imports.command("check")
@click.argument("office")
@click.argument("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="The old system; its numbers are kept under this name.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=HEADING", help="Where the guess is wrong.")
@click.option("--days", type=click.Choice(["ymd", "mdy", "dmy"]), help="How days are written in the file.")
@click.option("--template", help="Columns as in this template of the office.")
@click.option(
    "--preset", default="", help="Columns as another system exports them: npsp_gifts, civicrm_contacts …"
)
@click.option(
    "--separator",
    type=click.Choice(["comma", "semicolon", "tab", "bar"]),
    help="What stands between the columns; found out where it is not said.",
)
@click.option("--provenance", default="", help="Where a list of donors comes from, how people came onto it.")
@click.option(
    "--basis", default="", help="The lawful basis of a list of donors, such as legitimate_interest."
)
def check(
    office: str, register: str, file: Path, *, source: str, columns: tuple[str, ...], **told: str
) -> None:
    """Look at every row of FILE. Nothing is written; the number that is printed names the import."""
    from casework.domain.delimited import SEPARATOR_NAMES
    from casework.services.imports.begin_import import Origin, begin_import
    from casework.services.imports.drive_import import begin_check
    from casework.services.imports.map_columns import map_columns
    from casework.services.imports.read_import import template_named

    with _open(office) as session, file.open("rb") as content:
        used = template_named(session, register, told["template"]) if told["template"] else None
        run = begin_import(
            *(session, register, file.name, content),
            source=source,
            template=used or told["preset"],
            separator=SEPARATOR_NAMES.get(told["separator"], ""),
            origin=Origin(told["provenance"], told["basis"]),
        )
        mapping = dict(run.mapping)
        for each in columns:
            field, _equals, heading = each.partition("=")
            mapping[field] = heading
        map_columns(session, run.id, mapping, day_order=told["days"] or run.day_order)
        begin_check(session, run.id)
        session.commit()
        _work(session, run.id)
    click.echo(f"Next: casework import run {office} {run.id}")


@imports.command("run")
@click.argument("office")
@click.argument("number", type=RUN)
def write(office: str, number: UUID) -> None:
    """Write the rows that are good; one that was stopped or killed goes on where it was."""
    from casework.services.imports.drive_import import begin_writing

    with _open(office) as session:
        begin_writing(session, number)
        session.commit()
        _work(session, number)


@imports.command("undo")
@click.argument("office")
@click.argument("number", type=RUN)
@click.option(
    "--changed",
    type=click.Choice(["keep", "reverse"]),
    default="keep",
    help="What happens to gifts that something was done about since.",
)
def undo(office: str, number: UUID, changed: str) -> None:
    """Take back all that an import made: of donors and gifts as far as it goes, of others all or nothing."""
    from casework.services.imports.drive_import import begin_undo
    from casework.services.imports.find_import import find_import
    from casework.services.imports.work_undo import undo_on

    with _open(office) as session:
        begin_undo(session, number, changed=changed)
        session.commit()
        undo_on(session, number)
        session.commit()
        run = find_import(session, number)
        done, kept = run.state == "undone", run.kept
        session.commit()
    if kept:
        stay = "row was built upon since and stays" if kept == 1 else "rows were built upon since and stay"
        click.echo(f"{kept} {stay}. See the import's page.")
    if not done:
        raise click.ClickException(
            "Something was built upon it, so nothing was taken back. See the import's page."
        )
    click.echo("The rest was taken back." if kept else "All of it was taken back.")


@imports.command("list")
@click.argument("office")
def list_them(office: str) -> None:
    """Imports of an office, newest first."""
    from casework.services.imports.read_import import list_imports

    with _open(office) as session:
        for one in list_imports(session):
            click.echo(
                f"{one.id}\t{one.register}\t{one.state}\t{one.new} new\t{one.left_out} left out\t{one.file_name}"
            )
        session.commit()


@imports.command("report")
@click.argument("office")
@click.argument("number", type=RUN)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def report(office: str, number: UUID, file: Path) -> None:
    """Write row by row what is wrong into FILE: line, column, code, what to enter."""
    from casework.domain.spreadsheet import defused
    from casework.services.imports.find_import import find_import
    from casework.services.imports.read_import import left_out

    with _open(office) as session, file.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(["line", "column", "code", "what to enter"])
        run, after, lines = find_import(session, number), 0, 0
        while found := left_out(session, run, after=after, size=500):
            for line, wrong, _cells in found:
                for one in wrong:
                    column = run.mapping.get(one.field, one.field)
                    sheet.writerow([line, defused(column), one.code, defused(str(one.said))])
            after, lines = found[-1][0], lines + len(found)
            session.expunge_all()
            run = find_import(session, number)
        session.commit()
    click.echo(f"{lines} {'row stays' if lines == 1 else 'rows stay'} out: {file}")


def _work(session: ViewerSession, number: UUID) -> None:
    """Work on an import until it is over, and say how far it is."""
    from casework.services.imports.find_import import find_import
    from casework.services.imports.work_import import work_on

    while work_on(session, number, seconds=2):
        click.echo(_counts(find_import(session, number)))
        session.commit()
    run = find_import(session, number)
    click.echo(f"{run.state}: {_counts(run)}")
    if run.trouble:
        click.echo(f"line {run.trouble.get('line')}: {run.trouble.get('text', run.trouble['code'])}")
    session.commit()


def _counts(run: ImportRun) -> str:
    rows = "row" if run.rows == 1 else "rows"
    return f"{run.rows} {rows}: {run.new} new, {run.same} here already, {run.perhaps} perhaps, {run.wrong} to put right"


@contextmanager
def _open(slug: str) -> Iterator[ViewerSession]:
    from casework.base.errors import NotFound
    from casework.services.office import Office
    from casework.services.tenants.find_tenant import find_tenant
    from casework.store.identity import identity_session

    with within():
        with identity_session() as identity:
            found = find_tenant(identity, slug=slug)
        if found is None:
            raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
        office = Office.of(found)
        with office.open(office.system("import_register")) as session:
            yield session
