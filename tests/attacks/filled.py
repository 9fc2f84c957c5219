"""A row in every register that nobody gave one by hand: what the model says of its columns is enough to make it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    Uuid,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from casework.models.identity import IdentityBase
from casework.store.registers import Base
from casework.store.sealed import Sealed, SealedType
from tests.attacks.ground import CASES, Canary, Ground, Office

Row = dict[str, Any]
Box = Callable[[str, uuid.UUID, str], Sealed]
"""Seals a value for a column of a row."""

_NOW = datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)
_ONE_OF = r"""select conrelid::regclass::text, m[1], m[2] from pg_constraint,
    regexp_match(pg_get_constraintdef(oid), '(\w+) = ANY \(ARRAY\[''(\w+)''::text') m
    where contype = 'c' and m is not null"""
GIVEN: dict[str, Row] = {
    "break_glass": {"until": _NOW + datetime.timedelta(minutes=30), "person_id": None},
    "case_link": {"kind": "follows"},
    "conflict": {"person_id": None},
    "declared_relation": {"case_number": None},
    "follower": {"category": None, "area": None},
    "found_record": {"revision_id": None, "given_id": None},
    "intake_item": {"status": "joined"},
    "lender_token": {"public_key": bytes(32)},
    "online_payment": {"settled_at": _NOW},
    "plate_assignment": {"role": "primary"},
    "request_count": {"month": _NOW.date()},
    "service_agreement": {"first_hours": 1, "done_hours": 1},
    "time_rule": {"document": {}},
    "tracking_code": {"subject": "case"},
    "withholding": {"extent": "place", "page": 1, "area": [1, 1, 9, 9]},
}
"""What the checks of a table want and the kind of a column does not say."""
PLACES = {
    **dict.fromkeys(("area", "forwarding", "request_count", "time_rule"), "public"),
    **dict.fromkeys(("draft", "upload", "follower", "break_glass", "declared_relation"), "own"),
    **dict.fromkeys(("odometer_reading", "release_notice"), "register"),
}
"""Where rows stand that are not simply the office's or a case's: what every applicant is told, what is its writer's
alone, and what a case has brought into the history of a vehicle, where it stays."""
POST = {"intake_item", "intake_file"}
"""What stands under a case for people, and is sorted by jobs whatever it is about: like letters."""


def fill_the_rest(conn: Connection, ground: Ground, office: Office, box: Box) -> None:
    """A row in each table that holds none of this office; one for each of its cases where rows stand under a case."""
    tables = [table for base in (IdentityBase, Base) for table in base.metadata.sorted_tables]
    ours = [table for table in tables if "tenant_id" in table.c]
    held = [select(literal(table.fullname)).where(_of(table, office).exists()) for table in ours]
    filled = set(conn.scalars(union_all(*held)))
    words = _words(conn)
    for table in ours:
        if table.fullname not in filled:
            made = partial(_Writer, conn, ground, office, box, table, words.get(table.name, {}))
            conn.execute(insert(table), [made(place).row() for place in _places(table)])


def _words(conn: Connection) -> dict[str, Row]:
    """Of each table the first of the words that a check lets stand in a column."""
    found: dict[str, Row] = {}
    for table, column, word in conn.exec_driver_sql(_ONE_OF):
        found.setdefault(table, {})[column] = word
    return found


def _of(table: Table, office: Office) -> Select[Any]:
    return select(table).where(table.c.tenant_id == office.tenant)


def _places(table: Table) -> tuple[str, ...]:
    if table.name in POST:
        return tuple(f"{place}mail" for place in CASES)
    return CASES if _under_case(table) else (PLACES.get(table.name, "register"),)


def _under_case(table: Table) -> bool:
    if table.name in PLACES:
        return False
    keys = [
        key for key in table.foreign_key_constraints if not any(column.nullable for column in key.columns)
    ]
    return "case_id" in table.c or any(_under_case(key.referred_table) for key in keys)


@dataclass
class _Writer:
    """Makes one row of a table."""

    conn: Connection
    ground: Ground
    office: Office
    box: Box
    table: Table
    words: Row
    place: str

    def row(self) -> Row:
        """A value for each column that wants one, that tells about somebody, or that leads to another row."""
        given = {"tenant_id": self.office.tenant, **GIVEN.get(self.table.name, {})}
        row = {"tenant_id": self.office.tenant, **self._named(), **self.words}
        for key in self.table.foreign_key_constraints:
            row |= self._parent(key, row | given)
        row |= given
        made = {
            column.name: self._value(column, row.get("id"))
            for column in self.table.c
            if column.name not in row
        }
        return row | {name: value for name, value in made.items() if value is not _LEFT_OUT}

    def _named(self) -> Row:
        """What other rows are called here, where no key says so."""
        case = self._case() or self.office.cases["mine"]
        named = {"id": uuid.uuid4(), "case_id": case, "subject_id": case, "person_id": self.office.person}
        return {name: value for name, value in named.items() if name in self.table.c}

    def _case(self) -> uuid.UUID | None:
        return self.office.cases.get(self.place.removesuffix("mail"))

    def _parent(self, key: ForeignKeyConstraint, row: Row) -> Row:
        """The columns that name a row of this office, of the same case where it can be."""
        names = {part.parent.name: part.column for part in key.elements}
        if names.keys() <= row.keys():
            return {}
        parent = key.referred_table
        wanted = select(*[column.label(name) for name, column in names.items()])
        wanted = wanted.where(parent.c.tenant_id == self.office.tenant)
        if "case_id" in parent.c and (case := self._case()):
            wanted = wanted.where(parent.c.case_id == case)
        found = self.conn.execute(wanted.limit(1)).mappings().first()
        return dict(found) if found else dict.fromkeys(names.keys() - row.keys())

    def _value(self, column: Column[Any], row: uuid.UUID | None) -> Any:
        """Words of its own wherever words can stand; else something that may stand there, or nothing at all."""
        kind, cls = column.type, str(column.info.get("class", "identity"))
        word = partial(
            self.ground.text, self.office.tenant, self.place, cls, f"{self.table.name}.{column.name}"
        )
        if isinstance(kind, SealedType):
            sealed = self.box(f"{self.table.name}.{column.name}", row or uuid.uuid4(), word())
            self.ground.told[sealed.box.hex()] = Canary(self.office.tenant, self.place, cls)
            return sealed
        if isinstance(kind, Text | LargeBinary) or _says(column, kind, cls):
            return _worded(kind, word())
        if cls not in ("open", "identity") and isinstance(kind, BigInteger):
            return self.ground.sum(self.office.tenant, self.place, cls)
        if column.nullable or column.server_default is not None:
            return _LEFT_OUT
        return next(value for known, value in _PLAIN if isinstance(kind, known))


def _says(column: Column[Any], kind: TypeEngine[Any], cls: str) -> bool:
    """Whether words stand in a structure. One of no class that may be missing is no place for them: maps and such."""
    if isinstance(kind, ARRAY):
        return isinstance(kind.item_type, Text)
    return isinstance(kind, JSONB) and not (column.nullable and cls == "open")


def _worded(kind: TypeEngine[Any], word: str) -> Any:
    if isinstance(kind, LargeBinary):
        return word.encode()
    if isinstance(kind, JSONB):
        return {"x": word}
    return [word] if isinstance(kind, ARRAY) else word


_LEFT_OUT = object()
_PLAIN: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Boolean, False),
    (Integer, 1),
    (Float, 1.0),
    (Date, _NOW.date()),
    (DateTime, _NOW),
    (Uuid, uuid.UUID(int=1)),
    (ARRAY, []),
)
