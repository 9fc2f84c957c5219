"""Say which column means what, and keep it as a template for the next file."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, func, select

from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.models import ImportRun, ImportTemplate
from casework.services.imports.find_import import find_import, forget_check
from casework.services.imports.read_values import DAY_ORDERS
from casework.services.imports.register import ImportField, RegisterToImport, known_registers
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NAME = 60
MOST_TEMPLATES = 100
OPEN_TO_CHANGE = ("uploaded", "checked", "failed")


def map_columns(
    session: ViewerSession, run_id: UUID, mapping: Mapping[str, str], *, day_order: str, keep_as: str = ""
) -> ImportRun:
    """Set which heading stands for which field; what a dry run found before is forgotten.

    Raises InvalidInput under the fields' names, `day_order` and `keep_as`; Refused once the rows are being written.
    """
    run = find_import(session, run_id, lock=True)
    if run.state not in OPEN_TO_CHANGE:
        raise Refused("IMPORT_BEGUN", phrase("This import has begun. Its columns stay as they are"))
    register = known_registers()[run.register]
    chosen = {name: heading for name, heading in mapping.items() if heading}
    _check(register, register.fields(office_of(session)), chosen, run, day_order)
    run.mapping, run.day_order = chosen, day_order
    if keep_as.strip():
        _keep(session, run, keep_as)
    if run.state != "uploaded":
        forget_check(session, run)
        run.state = "uploaded"
    session.flush()
    return run


def _check(
    register: RegisterToImport,
    fields: tuple[ImportField, ...],
    chosen: Mapping[str, str],
    run: ImportRun,
    day_order: str,
) -> None:
    wrong = _missing(register, fields, chosen) | _misplaced(fields, chosen, run.headings)
    if day_order not in DAY_ORDERS:
        wrong["day_order"] = phrase("Choose how days are written in the file")
    if wrong:
        raise InvalidInput(wrong)


def _missing(
    register: RegisterToImport, fields: tuple[ImportField, ...], chosen: Mapping[str, str]
) -> dict[str, Sayable]:
    wrong: dict[str, Sayable] = {}
    known = {one.name: one for one in fields}
    for one in fields:
        if one.required and one.name not in chosen:
            wrong[one.name] = phrase("Choose the column that holds this. No row can do without it")
    for group in register.needs:
        if not any(name in chosen for name in group):
            wrong[group[0]] = phrase(
                "Choose a column for one of these: %(names)s", names=_names(group, known)
            )
    return wrong


def _misplaced(
    fields: tuple[ImportField, ...], chosen: Mapping[str, str], headings: list[str]
) -> dict[str, Sayable]:
    wrong: dict[str, Sayable] = {}
    known = {one.name for one in fields}
    used = list(chosen.values())
    for name, heading in chosen.items():
        if name not in known or heading not in headings:
            wrong[name] = phrase("Choose a column of this file")
        elif used.count(heading) > 1:
            wrong[name] = phrase("This column is chosen twice. Choose another one for one of them")
    return wrong


def _names(group: tuple[str, ...], known: Mapping[str, ImportField]) -> str:
    return ", ".join(known[name].label.text for name in group)


def _keep(session: ViewerSession, run: ImportRun, name: str) -> None:
    """Keep the columns under a name; one of the same name is replaced."""
    plain = " ".join(name.split())
    if len(plain) > LONGEST_NAME:
        raise InvalidInput({"keep_as": phrase("Use a name of 60 characters at most")})
    session.execute(
        delete(ImportTemplate).where(ImportTemplate.register == run.register, ImportTemplate.name == plain)
    )
    if (session.scalar(select(func.count()).select_from(ImportTemplate)) or 0) >= MOST_TEMPLATES:
        raise InvalidInput({"keep_as": phrase("There are 100 templates already. Use a name that is there")})
    session.add(
        ImportTemplate(
            id=new_id(),
            register=run.register,
            name=plain,
            source=run.source,
            mapping=dict(run.mapping),
            day_order=run.day_order,
            made_by=session.viewer.actor,
        )
    )
    ledger_chain.record(session, "import.template_kept", detail={"register": run.register})
