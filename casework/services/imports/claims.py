"""Two rows of one file that want the same: the second repeats the first, or contradicts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, LargeBinary, any_, cast, literal, select

from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.models import ImportClaim
from casework.services.imports.register import Claim, Entry
from casework.store.session import ViewerSession


class _Taken(Value):
    line: int
    content: bytes
    since: datetime | None
    until: datetime | None


def check_claims(entries: Iterable[Entry], *, earlier: ViewerSession | None, run: UUID) -> None:
    """Note in each row whether an earlier row of the file claims the same: it repeats it, or says something else.

    `earlier`: also look at the rows that this dry run noted before. In the run they are on record.
    """
    wanted = [entry for entry in entries if not entry.wrong and entry.record is None]
    taken: dict[bytes, list[_Taken]] = defaultdict(list)
    if earlier is not None:
        _recall(earlier, run, {claim.digest() for entry in wanted for claim in entry.claims}, taken)
    for entry in wanted:
        content = entry.content()
        if _is_free(entry, content, taken):
            for claim in entry.claims:
                taken[claim.digest()].append(_Taken(entry.line, content, claim.since, claim.until))


def _is_free(entry: Entry, content: bytes, taken: dict[bytes, list[_Taken]]) -> bool:
    for claim in entry.claims:
        clash = _clash(claim, taken)
        if clash is not None:
            _note(entry, clash, claim, same=clash.content == content)
            return False
    return True


def _note(entry: Entry, clash: _Taken, claim: Claim, *, same: bool) -> None:
    if same and claim.repeats:
        entry.repeats = clash.line
    elif same:
        said = phrase(
            "Line %(line)s of this file says the same. If both are meant, give each a number of its own",
            line=clash.line,
        )
        entry.refuse("", "TWICE_IN_FILE", said)
    elif claim.other is not None:
        entry.refuse("", "TWICE_IN_FILE", Phrase(claim.other.text, {"line": clash.line}))
    else:
        said = phrase(
            "Line %(line)s of this file has the same with other details. Keep one of the two", line=clash.line
        )
        entry.refuse("", "TWICE_IN_FILE", said)


def _clash(claim: Claim, taken: dict[bytes, list[_Taken]]) -> _Taken | None:
    return next((one for one in taken.get(claim.digest(), ()) if claim.overlaps(one.since, one.until)), None)


def _recall(session: ViewerSession, run: UUID, things: set[bytes], taken: dict[bytes, list[_Taken]]) -> None:
    rows: Any = session.execute(
        select(
            *(ImportClaim.id, ImportClaim.line, ImportClaim.thing, ImportClaim.content),
            *(ImportClaim.since, ImportClaim.until),
        ).where(
            ImportClaim.run_id == run,
            cast(ImportClaim.thing == any_(literal(sorted(things), ARRAY(LargeBinary))), Boolean),
        )
    )
    for row in rows:
        taken[row.thing].append(_Taken(row.line, row.content, row.since, row.until))
