"""Liens from a file: which lender has a claim on which vehicle, since when, and whether it was released."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.ids import new_id
from casework.base.phrases import Phrase, phrase
from casework.models import Lien
from casework.services.imports.references import PEOPLE, people_named, records_of
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    NeverPerhaps,
    Told,
    register_to_import,
)
from casework.services.imports.registers.of_vehicles import in_the_past, with_vehicles
from casework.services.imports.registers.periods import SINCE
from casework.services.imports.registers.vehicles import VEHICLES
from casework.services.insert_rows import insert_rows
from casework.services.office import Office
from casework.store.columns import one_of
from casework.store.session import ViewerSession

_LENDER = ImportField(
    *("lender", "id_number", phrase("Lender’s number in the old system")),
    required=True,
    aliases=(
        "lender number",
        "lender no",
        "lender id",
        "lienholder",
        "lien holder",
        "lienholder number",
        "bank",
    ),
    max_length=60,
)
_RELEASED = ImportField(
    *("released_on", "date", phrase("Released on")),
    aliases=("released", "release date", "satisfied", "satisfied on", "until", "end", "paid off"),
)


class Liens(NeverPerhaps):
    """Lenders' claims, open and released."""

    name = "liens"
    record = "lien"
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("Liens")
    hint: Phrase = phrase(
        "One row for each: the VIN, the lender’s number in the old system, since when, released on which day"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return (VEHICLES.fields(office)[0], _LENDER, SINCE, _RELEASED)

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        people = records_of(session, PEOPLE, told.source, [entry.values["lender"] for entry in entries])
        for entry in entries:
            entry.more["lender"] = people_named(entry, ["lender"], people)
        good = [
            entry
            for entry in with_vehicles(session, entries)
            if not entry.wrong and in_the_past(entry, told, "since", "released_on")
        ]
        known = _known(session, [entry.more["vehicle"] for entry in good])
        for entry in good:
            _judge(entry, known)

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        rows = []
        for entry in entries:
            row = {"id": new_id(), "vehicle_id": entry.more["vehicle"], "holder_id": entry.more["lender"][0]}
            rows.append(
                row | {"since": entry.values["since"], "released_on": entry.values.get("released_on")}
            )
            entry.made.append(("lien", row["id"]))
        insert_rows(session, Lien, rows)


def _judge(entry: Entry, known: dict[tuple[UUID, UUID, date], tuple[UUID, date | None]]) -> None:
    since, released = entry.values["since"], entry.values.get("released_on")
    if released is not None and released < since:
        entry.refuse("released_on", "EMPTY_PERIOD", phrase("Enter a release after the beginning"))
        return
    key = (entry.more["vehicle"], entry.more["lender"][0], since)
    entry.claims.append(Claim(" ".join(map(str, ("lien", *key)))))
    found = known.get(key)
    if found is not None and found[1] == released:
        entry.record = found[0]
    elif found is not None:
        said = phrase("This lien is on record with another day of release. Correct it in a case")
        entry.refuse("released_on", "LIEN_OTHER_RELEASE", said)


def _known(
    session: ViewerSession, vehicles: Iterable[UUID]
) -> dict[tuple[UUID, UUID, date], tuple[UUID, date | None]]:
    """(vehicle, lender, since) → the row on record, and when it was released."""
    rows = session.execute(
        select(Lien.id, Lien.vehicle_id, Lien.holder_id, Lien.since, Lien.released_on).where(
            one_of(Lien.vehicle_id, list(vehicles))
        )
    )
    return {(row.vehicle_id, row.holder_id, row.since): (row.id, row.released_on) for row in rows}


LIENS = register_to_import(Liens())
