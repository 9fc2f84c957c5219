"""Brands from a file: what every title of a vehicle warns of, since when, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.ids import new_id
from casework.base.phrases import Phrase, phrase
from casework.domain.vehicle_words import BRANDS as WORDS
from casework.models import Brand
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    NeverPerhaps,
    Told,
    register_to_import,
)
from casework.services.imports.registers.of_vehicles import in_the_past, with_vehicles
from casework.services.imports.registers.vehicles import VEHICLES
from casework.services.insert_rows import insert_rows
from casework.services.office import Office
from casework.store.columns import one_of
from casework.store.session import ViewerSession

OnRecord = dict[tuple[UUID, str], tuple[UUID, date]]
"""(vehicle, brand) → the row that stands, and since when."""


class Brands(NeverPerhaps):
    """The brands of vehicles."""

    name = "brands"
    record = "brand"
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("Brands of titles")
    hint: Phrase = phrase(
        "One row for each: the VIN, the brand by its code (SALVAGE, FLOOD …), the day it began"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return (
            VEHICLES.fields(office)[0],
            ImportField(
                *("brand", "choice", phrase("Brand of the title")),
                required=True,
                aliases=("title brand", "brand code", "branding", "status"),
                options=tuple(WORDS),
            ),
            ImportField(
                *("effective_on", "date", phrase("Since which day")),
                required=True,
                aliases=("effective", "brand date", "date", "since", "from", "desde"),
            ),
            ImportField(
                *("source", "text", phrase("Who said so")),
                aliases=("reported by", "reporter", "state", "agency"),
                max_length=60,
            ),
        )

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        good = [
            entry for entry in with_vehicles(session, entries) if in_the_past(entry, told, "effective_on")
        ]
        standing = standing_brands(session, (entry.more["vehicle"] for entry in good))
        for entry in good:
            vehicle, brand = entry.more["vehicle"], entry.values["brand"]
            entry.claims.append(Claim(f"{brand} of {vehicle}"))
            found = standing.get((vehicle, brand))
            if found is not None and found[1] == entry.values["effective_on"]:
                entry.record = found[0]
            elif found is not None:
                said = phrase(
                    "This brand is on record since %(day)s. Compare both with the title", day=found[1]
                )
                entry.refuse("effective_on", "BRAND_OTHER_DAY", said)

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        rows = []
        for entry in entries:
            values = entry.values
            row = {"id": new_id(), "vehicle_id": entry.more["vehicle"], "brand": values["brand"]}
            rows.append(
                row | {"effective_on": values["effective_on"], "source": values.get("source") or told.source}
            )
            entry.made.append(("brand", row["id"]))
        insert_rows(session, Brand, rows)


def standing_brands(session: ViewerSession, vehicles: Iterable[UUID]) -> OnRecord:
    """The brands that these vehicles bear."""
    rows = session.execute(
        select(Brand.id, Brand.vehicle_id, Brand.brand, Brand.effective_on).where(
            one_of(Brand.vehicle_id, list(vehicles)), Brand.voided_at.is_(None)
        )
    )
    return {(row.vehicle_id, row.brand): (row.id, row.effective_on) for row in rows}


BRANDS = register_to_import(Brands())
