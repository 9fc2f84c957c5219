"""What somebody said of rows once: that they are not these people. It holds for every later file that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, LargeBinary, any_, cast, literal, select

from casework.models import ImportLine, ImportNotSame, ImportRun
from casework.services.imports.look_again import looking_again
from casework.services.imports.register import Entry
from casework.services.insert_rows import insert_rows
from casework.store.session import ViewerSession


def who(entry: Entry, source: str) -> bytes:
    """Who a row is about: the number in its old system, or without one all that it says."""
    number = entry.values.get("number")
    told = f"{source}\x1f{number}".encode() if number else entry.content()
    return blake2b(told, digest_size=16).digest()


def leave_out_others(session: ViewerSession, register: str, source: str, entries: Sequence[Entry]) -> None:
    """Take from each row those of whom somebody said that it is not them."""
    asked = {who(entry, source): entry for entry in entries if entry.perhaps}
    if not asked:
        return
    same = cast(ImportNotSame.row == any_(literal(sorted(asked), ARRAY(LargeBinary))), Boolean)
    rows = session.execute(
        select(ImportNotSame.id, ImportNotSame.row, ImportNotSame.record_id).where(
            ImportNotSame.register == register, same
        )
    )
    for row in rows:
        entry = asked[row.row]
        entry.perhaps = tuple(one for one in entry.perhaps if one != row.record_id)


def remember(session: ViewerSession, run: ImportRun, line: ImportLine, *, others: bool) -> None:
    """Keep that a row is none of those on record whom it was taken for (`others`), or that this was not said after
    all."""
    with looking_again(session, run) as told:
        entries = told.again([(line.line, line.at)]) if told and told.again else []
    for entry in entries:
        row = who(entry, run.source)
        chosen = select(ImportNotSame).where(
            ImportNotSame.register == run.register,
            ImportNotSame.row == row,
            ImportNotSame.record_id.in_(line.perhaps),
        )
        known = {one.record_id: one for one in session.scalars(chosen)}
        if others:
            missing: list[UUID] = [one for one in line.perhaps if one not in known]
            told_by = {"register": run.register, "row": row, "said_by": session.viewer.actor}
            insert_rows(session, ImportNotSame, [told_by | {"record_id": one} for one in missing])
        else:
            for one in known.values():
                session.delete(one)
    session.flush()
