"""Begin an import: the file is kept, its columns are guessed, and nothing else happens yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain.delimited import guess_mapping
from casework.models import ImportRun, ImportTemplate
from casework.services.documents.file_names import plain_name
from casework.services.imports.register import RegisterToImport, offered
from casework.services.imports.take_file import take_file
from casework.services.office import Office, office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_SOURCE = 80


def begin_import(
    session: ViewerSession,
    register: str,
    name: str,
    file: IO[bytes],
    *,
    source: str,
    template: UUID | None = None,
    separator: str = "",
) -> ImportRun:
    """The new import. Where no `separator` is given it is found out. InvalidInput by `register`, `source`, `file` …"""
    office = office_of(session)
    chosen = offered_register(office, register)
    plain_source = check_source(source)
    taken = take_file(session, file, separator=separator)
    used = _template(session, template, chosen.name)
    mapping = _guessed(office, chosen, taken.headings, used)
    begins = {"first_at": taken.at, "first_line": taken.line, "at": taken.at, "line": taken.line}
    run = ImportRun(
        id=new_id(),
        register=chosen.name,
        source=plain_source,
        file_name=plain_name(name),
        store_name=taken.stored.name,
        size=taken.stored.size,
        encoding=taken.encoding,
        separator=taken.separator,
        day_order=used.day_order if used else usual_day_order(office),
        headings=list(taken.headings),
        mapping=mapping,
        **begins,
        begun_by=session.viewer.actor,
    )
    session.add(run)
    session.flush()
    ledger_chain.record(
        session, "import.begun", detail={"import": str(run.id), "register": run.register, "bytes": run.size}
    )
    return run


def _guessed(
    office: Office, register: RegisterToImport, headings: Sequence[str], used: ImportTemplate | None
) -> dict[str, str]:
    """Which column is which, by its name; what a template says goes before."""
    aliases = {one.name: (*one.aliases, one.label.text) for one in register.fields(office)}
    mapping = guess_mapping(headings, aliases)
    if used is not None:
        mapping |= {field: heading for field, heading in used.mapping.items() if heading in headings}
    return mapping


def offered_register(office: Office, name: str) -> RegisterToImport:
    """The register of this name, if this kind of office brings it in from files; InvalidInput under `register`."""
    found = next((one for one in offered(office) if one.name == name), None)
    if found is None:
        raise InvalidInput({"register": phrase("Choose what the file holds")})
    return found


def check_source(source: str) -> str:
    """The name of the old system, in one form: its numbers are kept under it. InvalidInput under `source`."""
    plain = " ".join(source.split()).casefold()
    if not plain or len(plain) > LONGEST_SOURCE:
        said = phrase("Name the system that the file comes from, in 80 characters at most")
        raise InvalidInput({"source": said})
    return plain


def usual_day_order(office: Office) -> str:
    """How days are written where this office is."""
    return "mdy" if office.tenant.country == "US" else "dmy"


def _template(session: ViewerSession, template: UUID | None, register: str) -> ImportTemplate | None:
    if template is None:
        return None
    found = session.scalar(
        select(ImportTemplate).where(ImportTemplate.id == template, ImportTemplate.register == register)
    )
    if found is None:
        raise NotFound
    return found
