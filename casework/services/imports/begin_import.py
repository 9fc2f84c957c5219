"""Begin an import: the file is kept, its columns are guessed, and nothing else happens yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.delimited import guess_mapping
from casework.models import ImportRun, ImportTemplate
from casework.models.register_import import BASES
from casework.services.documents.file_names import plain_name
from casework.services.imports.abilities import asks_basis
from casework.services.imports.presets import PRESETS
from casework.services.imports.register import RegisterToImport, offered
from casework.services.imports.take_file import TakenFile, take_file
from casework.services.office import Office, office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_SOURCE, LONGEST_PROVENANCE = 80, 300


class Origin(Value):
    """Where a list comes from, how people came onto it, and by what lawful basis they are kept: one of `BASES`."""

    provenance: str = ""
    basis: str = ""


UNTOLD = Origin()


class Used(NamedTuple):
    """Columns that were kept or are known: field → heading, and how days are written."""

    mapping: Mapping[str, str]
    day_order: str


def begin_import(
    session: ViewerSession,
    register: str,
    name: str,
    file: IO[bytes],
    *,
    source: str,
    template: UUID | str | None = None,
    separator: str = "",
    origin: Origin = UNTOLD,
) -> ImportRun:
    """The new import. `template`: one of the office, or the code of a preset. Where no `separator` is given it is found
    out. InvalidInput by `register`, `source`, `file` …"""
    office = office_of(session)
    chosen = offered_register(office, register)
    plain_source = check_source(source)
    provenance = check_origin(chosen, origin)
    taken = take_file(session, file, separator=separator)
    used = _used(session, template, chosen.name, taken.headings)
    mapping = _guessed(office, chosen, taken.headings, used)
    run = ImportRun(
        id=new_id(),
        register=chosen.name,
        source=plain_source,
        file_name=plain_name(name),
        day_order=used.day_order if used else usual_day_order(office),
        mapping=mapping,
        begun_by=session.viewer.actor,
        **_as_taken(taken),
    )
    if provenance:
        run.provenance, run.basis = provenance, origin.basis
    session.add(run)
    session.flush()
    told = {"import": str(run.id), "register": run.register, "bytes": run.size}
    ledger_chain.record(session, "import.begun", detail=told | ({"basis": run.basis} if run.basis else {}))
    return run


def _as_taken(taken: TakenFile) -> dict[str, Any]:
    """What the run keeps of its file."""
    return {
        "store_name": taken.stored.name,
        "size": taken.stored.size,
        "encoding": taken.encoding,
        "separator": taken.separator,
        "headings": list(taken.headings),
        **{"first_at": taken.at, "first_line": taken.line, "at": taken.at, "line": taken.line},
    }


def _guessed(
    office: Office, register: RegisterToImport, headings: Sequence[str], used: Used | None
) -> dict[str, str]:
    """Which column is which, by its name; what a template says goes before."""
    aliases = {one.name: (*one.aliases, one.label.text) for one in register.fields(office)}
    mapping = guess_mapping(headings, aliases)
    if used is not None:
        told = {field: heading for field, heading in used.mapping.items() if heading in headings}
        mapping = {field: one for field, one in mapping.items() if one not in told.values()} | told
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


def check_origin(register: RegisterToImport, origin: Origin) -> str:
    """How a list came about, in one form. InvalidInput under `provenance`, `basis` where it has to be said."""
    if not asks_basis(register):
        return ""
    plain = " ".join(origin.provenance.split())
    wrong: dict[str, Sayable] = {}
    if not plain or len(plain) > LONGEST_PROVENANCE:
        wrong["provenance"] = phrase(
            "Say where the list comes from and how people came onto it, in 300 characters at most"
        )
    if origin.basis not in BASES:
        wrong["basis"] = phrase("Choose by what right you keep these people")
    if wrong:
        raise InvalidInput(wrong)
    return plain


def usual_day_order(office: Office) -> str:
    """How days are written where this office is."""
    return "mdy" if office.tenant.country == "US" else "dmy"


def _used(
    session: ViewerSession, template: UUID | str | None, register: str, headings: Sequence[str]
) -> Used | None:
    if isinstance(template, UUID):
        return _template(session, template, register)
    return _preset(template, register, headings) if template else None


def _preset(code: str, register: str, headings: Sequence[str]) -> Used:
    """The columns that a preset finds in the file; InvalidInput under `template` where it is for another register."""
    preset = PRESETS.get(code)
    if preset is None or preset.register != register:
        raise InvalidInput(
            {"template": phrase("These columns are for other files. Choose what the file holds anew")}
        )
    return Used(preset.mapping(headings), preset.day_order)


def _template(session: ViewerSession, template: UUID, register: str) -> Used:
    found = session.scalar(
        select(ImportTemplate).where(ImportTemplate.id == template, ImportTemplate.register == register)
    )
    if found is None:
        raise NotFound
    return Used(found.mapping, found.day_order)
