"""Automatic disclosures: a session itself notes whose personal data it loads, and enters that in the ledger.

Entities are noted as they are loaded or refreshed, rows of columns from the result of the SELECT. Just before the
commit there is one packed entry for each table: which fields, of whom, in which case. Nobody leaves `viewing()` with
something noted that is not on the ledger: nothing is shown that is not recorded.

Not a disclosure: a row that this session made itself, a value that is not there, and a sealed value that stays closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Mapper, ORMExecuteState, QueryContext, UOWTransaction
from sqlalchemy.orm.state import InstanceState

from casework.base.errors import WallError
from casework.store import ledger_chain
from casework.store.registers import Base
from casework.store.sealed import SealedType
from casework.store.selected import NOT_PERSONAL, Shown, shown_by

if TYPE_CHECKING:
    from casework.store.session import ViewerSession

ACT = "disclosed"
_FORMS = ("_key", "_sort")


class Seen:
    """What a session has shown since its last commit: by table, whose rows and which fields."""

    __slots__ = ("fields", "made", "subjects")

    def __init__(self) -> None:
        self.subjects: defaultdict[str, dict[UUID, None]] = defaultdict(dict)
        self.fields: defaultdict[str, set[str]] = defaultdict(set)
        self.made: set[UUID] = set()

    def note(self, table: str, subjects: Iterable[UUID | None], fields: Iterable[str]) -> None:
        """Fields of somebody in `table` are shown."""
        self.fields[table].update(fields)
        self.subjects[table].update((one, None) for one in subjects if one is not None)

    def forget(self) -> None:
        """What was shown is on the ledger."""
        self.subjects.clear()
        self.fields.clear()


class Telling:
    """How rows of a register are told: which of its columns are personal, under which names, and whose rows they are.

    A form kept for searching or sorting bears the name of what it is made from. Answers bear the names of their fields.
    """

    __slots__ = ("by_field", "names", "table", "whose")

    def __init__(self, mapper: Mapper[Any]) -> None:
        columns = mapper.local_table.columns
        self.table = str(mapper.local_table.name)  # type: ignore[attr-defined]  # registers are tables
        self.whose: tuple[str, ...] = mapper.class_.__whose__
        self.names: dict[str, str] = {
            column.name: _plain(column.name, columns)
            for column in columns
            if column.info.get("class", "open") not in NOT_PERSONAL
            and not column.name.endswith("_bidx")
            and not isinstance(column.type, SealedType)  # opening one is told by `unseal`
        }
        self.by_field = bool(self.names) and {"label", "field"} <= set(columns.keys())

    def note(self, seen: Seen, row: Mapping[str, Any], columns: Iterable[str]) -> None:
        """Note those of `columns` that show something of this row."""
        # Written out: this runs once for each row that is shown, and most rows show what others have shown before.
        names, known, shown = self.names, seen.fields[self.table], False
        if not names or row.get("id") in seen.made:
            return
        for name in columns:
            told = names.get(name)
            if told is None or (shown and told in known):
                continue
            if (value := row.get(name)) is not None and value != "":
                shown = True
                known.add(row.get("field", told) if self.by_field else told)
        if shown:
            self._mark(seen.subjects[self.table], row)

    def _mark(self, subjects: dict[UUID, None], row: Mapping[str, Any]) -> None:
        owned = False
        for key in self.whose:
            if (owner := row.get(key)) is not None:
                subjects[owner] = None
                owned = True
        if not owned and (own := row.get("id")) is not None:
            subjects[own] = None


def _plain(name: str, columns: Any) -> str:
    bases = (name.removesuffix(form) for form in _FORMS if name.endswith(form))
    return next((base for base in bases if base in columns), name)


def _shows(value: Any) -> bool:
    return value is not None and value != ""


_tellings: dict[type[Any], Telling] = {}


def telling(cls: type[Any]) -> Telling:
    """How rows of this register are told."""
    found = _tellings.get(cls)
    if found is None:
        found = _tellings[cls] = Telling(cls.__mapper__)
    return found


@lru_cache(maxsize=256)
def _telling_of_table(table: str) -> Telling:
    mappers = Base.registry.mappers
    return next(telling(one.class_) for one in mappers if getattr(one.local_table, "name", "") == table)


def _loaded(state: InstanceState[Any], context: QueryContext | None) -> None:
    how = _tellings.get(state.class_) or telling(state.class_)
    if how.names and context is not None:  # merge() says "loaded" of what it was given
        session: Any = context.session
        how.note(session.seen, state.dict, how.names)


def _refreshed(state: InstanceState[Any], context: QueryContext, names: Iterable[str] | None) -> None:
    how = telling(state.class_)
    if how.names:
        session: Any = state.session
        how.note(session.seen, state.dict, how.names if names is None else names)


def _read_rows(state: ORMExecuteState) -> Any:
    """Rows of personal columns are read here first: the caller gets the same rows from memory."""
    shown = shown_by(state.statement)
    if not shown:
        return None
    session: Any = state.session
    frozen = state.invoke_statement().freeze()
    for one in shown:
        _note_rows(session.seen, one, frozen.data)
    return frozen()


def _note_rows(seen: Seen, shown: Shown, rows: Iterable[Any]) -> None:
    how, plain = _telling_of_table(shown.table), shown.plain
    own, field = plain["id"], plain.get("field") if how.by_field else None
    whose = [plain[key] for key in how.whose if key in plain]
    parts = [
        (at, [how.names[name] for name in names if name in how.names]) for at, names in shown.personal.items()
    ]
    subjects: dict[UUID, None] = {}
    fields: set[str] = set()
    for row in rows:
        told = [name for at, names in parts if _shows(row[at]) for name in names]
        if told and row[own] not in seen.made:
            fields.update(told if field is None else [row[field]])
            owners = [row[at] for at in whose if row[at] is not None]
            subjects.update(dict.fromkeys(owners or [row[own]]))
    if subjects:
        seen.note(shown.table, subjects, fields)


def _made(session: ViewerSession, flush: UOWTransaction) -> None:
    session.seen.made.update(row.id for row in session.new if telling(type(row)).names)


def tell(session: ViewerSession) -> None:
    """Queue one entry for each table that was shown. Called as the transaction is about to commit."""
    if session.in_nested_transaction():
        return
    case = session.info.get("case", session.viewer.case)
    for table, subjects in session.seen.subjects.items():
        ledger_chain.record(
            session,
            ACT,
            case=case,
            subjects=subjects,
            fields=session.seen.fields[table],
            about=table,
        )


def _told(session: ViewerSession) -> None:
    if not session.in_nested_transaction():
        session.seen.forget()


def make_sure_told(session: ViewerSession) -> None:
    """Make sure that everything shown is on the ledger, or raise WallError."""
    if session.seen.subjects:
        tables = ", ".join(sorted(session.seen.subjects))
        raise WallError(
            f"Personal data was read ({tables}) and is not on the ledger: commit before you show it."
        )


def undo_and_tell(session: ViewerSession) -> None:
    """Undo what was done and enter what was shown: for an answer that says why nothing was done."""
    session.rollback()
    session.pending.clear()
    session.commit()


def watch(sessions: type[ViewerSession]) -> None:
    """Note what sessions of this class load from now on."""
    event.listen(Base, "load", _loaded, raw=True, propagate=True)
    event.listen(Base, "refresh", _refreshed, raw=True, propagate=True)
    event.listen(sessions, "do_orm_execute", _read_rows)
    event.listen(sessions, "after_flush", _made)
    event.listen(sessions, "after_commit", _told)
