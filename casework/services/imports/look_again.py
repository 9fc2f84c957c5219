"""Rows of an import that were read before, read once more at their places in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from casework.base.values import replace
from casework.models import ImportRun
from casework.packs.field_kinds import Asking
from casework.services.imports.read_rows import Rows
from casework.services.imports.read_values import Columns
from casework.services.imports.register import Again, Entry, Told, known_registers
from casework.services.office import Office, office_of
from casework.store.files import file_store
from casework.store.session import ViewerSession


def told_of(office: Office, run: ImportRun, file: IO[bytes]) -> tuple[Told, Columns]:
    """What is known of a run whose file is open, and how its cells are read."""
    tenant = office.tenant
    asking = Asking(tenant.language, tenant.country, tenant.currency)
    name = f"{run.file_name}, {run.source}"
    told = Told(office, run.id, run.source, asking, run.day_order, run.begun_by, name)
    columns = Columns(known_registers()[run.register].fields(office), run.mapping, run.headings, told)
    return replace(told, again=_reader(run, file, columns)), columns


@contextmanager
def looking_again(session: ViewerSession, run: ImportRun) -> Iterator[Told | None]:
    """What is known of a run, with its file open; None where the file is gone."""
    office = office_of(session)
    if run.store_name is None:
        yield None
        return
    with file_store().open(office.tenant.id, run.store_name) as file:
        yield told_of(office, run, file)[0]


def _reader(run: ImportRun, file: IO[bytes], columns: Columns) -> Again:
    """Reads rows by their line and place, and leaves the file where it stood."""

    def again(places: Sequence[tuple[int, int]]) -> list[Entry]:
        stood, found = file.tell(), []
        for line, at in places:
            rows = Rows(file, run.separator, at=at, line=line, width=len(run.headings))
            read = next(iter(rows), None)
            if read is not None:
                found.append(columns.entry(read))
        file.seek(stood)
        return found

    return again
