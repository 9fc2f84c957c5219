"""Periods of ownership from a file: which vehicle, whose it was, from which day to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.ids import new_id
from casework.base.phrases import Phrase, phrase
from casework.domain.title_rules import Conjunction
from casework.models import Ownership, OwnershipHolder, VehicleTitle
from casework.services.imports.references import (
    PEOPLE,
    among,
    one_vehicle,
    people_named,
    records_of,
    vehicles_by_vin,
)
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    NeverPerhaps,
    Told,
    register_to_import,
)
from casework.services.imports.registers.periods import SINCE, UNTIL, Held, overlapping, period
from casework.services.imports.registers.vehicles import VEHICLES
from casework.services.office import Office
from casework.store.columns import one_of
from casework.store.session import ViewerSession

OWNERS = ("owner", "owner_2", "owner_3", "owner_4")
OWNER = ImportField(
    *("owner", "id_number", phrase("Owner’s number in the old system")),
    required=True,
    aliases=(
        "owner number",
        "owner no",
        "owner id",
        "owner 1",
        "customer number",
        "customer id",
        "customer no",
        "holder",
    ),
    max_length=60,
)


class Ownerships(NeverPerhaps):
    """The history of who owned which vehicle."""

    name = "ownerships"
    record = "ownership"
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("History of owners")
    hint: Phrase = phrase(
        "One row for each period: the VIN, the owner’s number in the old system, from and until"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        others = tuple(
            ImportField(
                *(name, "id_number", phrase("Number of another owner")),
                aliases=(
                    f"owner number {name[-1]}",
                    f"owner {name[-1]}",
                    f"owner id {name[-1]}",
                    f"co owner {int(name[-1]) - 1}",
                ),
                max_length=60,
            )
            for name in OWNERS[1:]
        )
        joined = ImportField(
            *("conjunction", "choice", phrase("How the names are joined")),
            aliases=("joined by", "and or"),
            options=tuple(one.value for one in Conjunction),
        )
        number = ImportField(
            *("title_number", "id_number", phrase("Number of the title")),
            aliases=("title", "title no", "certificate", "certificate number"),
        )
        return (VEHICLES.fields(office)[0], OWNER, *others, joined, SINCE, UNTIL, number)

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        named = [entry.values[name] for entry in entries for name in OWNERS if name in entry.values]
        people = records_of(session, PEOPLE, told.source, named)
        vehicles = vehicles_by_vin(session, (entry.values["vin"] for entry in entries))
        for entry in entries:
            entry.more["owners"] = people_named(entry, OWNERS, people)
            entry.more["vehicle"] = one_vehicle(entry, vehicles)
            entry.more["period"] = period(entry, told)
        good = [entry for entry in entries if not entry.wrong]
        held = _held(session, {entry.more["vehicle"] for entry in good})
        numbers = _titles(
            session, [entry.values["title_number"] for entry in good if "title_number" in entry.values]
        )
        for entry in good:
            self._judge(entry, held[entry.more["vehicle"]], numbers)

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        rows: list[Ownership] = []
        holders: list[OwnershipHolder] = []
        for entry in entries:
            since, until = entry.more["period"]
            title = self._title(session, entry)
            row = Ownership(
                id=new_id(),
                vehicle_id=entry.more["vehicle"],
                title_id=title,
                conjunction=entry.values.get("conjunction", Conjunction.AND.value),
                valid_from=since,
                valid_to=until,
                recorded_by=told.by,
                reason="import",
            )
            rows.append(row)
            entry.made.insert(0, ("ownership", row.id))
            for position, person in enumerate(entry.more["owners"], start=1):
                holder = OwnershipHolder(
                    id=new_id(), ownership_id=row.id, person_id=person, position=position
                )
                holders.append(holder)
                entry.made.append(("ownership_holder", holder.id))
        session.flush()
        session.add_all(rows)
        session.flush()
        session.add_all(holders)
        session.flush()

    def _judge(self, entry: Entry, held: Sequence[Held], numbers: dict[str, UUID]) -> None:
        since, until = entry.more["period"]
        vehicle, owners = entry.more["vehicle"], frozenset(entry.more["owners"])
        entry.claims.append(Claim(f"owner of {vehicle}", since, until))
        for row in overlapping(held, since, until):
            if (row.since, row.until, row.by) == (since, until, owners):
                entry.record = row.id
                return
            said = phrase(
                "Another ownership of this vehicle is on record for that time. Correct that one first"
            )
            entry.refuse("since", "OWNERSHIP_OVERLAP", said)
            return
        number = entry.values.get("title_number")
        if number is not None:
            entry.claims.append(Claim(f"title {number}"))
            if number in numbers:
                entry.refuse(
                    "title_number", "TITLE_TAKEN", phrase("A title with this number is on record already")
                )

    def _title(self, session: ViewerSession, entry: Entry) -> UUID | None:
        number = entry.values.get("title_number")
        if number is None:
            return None
        since, until = entry.more["period"]
        title = VehicleTitle(
            id=new_id(),
            vehicle_id=entry.more["vehicle"],
            number=number,
            issued_at=since,
            superseded_at=until,
        )
        session.add(title)
        entry.made.append(("vehicle_title", title.id))
        return title.id


def _held(session: ViewerSession, vehicles: Iterable[UUID]) -> dict[UUID, list[Held]]:
    """Vehicle → its ownerships as we know them now."""
    chosen = list(vehicles)
    rows = session.execute(
        select(Ownership.id, Ownership.vehicle_id, Ownership.valid_from, Ownership.valid_to).where(
            one_of(Ownership.vehicle_id, chosen), Ownership.superseded_at.is_(None)
        )
    ).all()
    holders: dict[UUID, set[UUID]] = defaultdict(set)
    for holder in session.execute(
        select(OwnershipHolder.ownership_id, OwnershipHolder.person_id).where(
            one_of(OwnershipHolder.ownership_id, [row.id for row in rows])
        )
    ):
        holders[holder.ownership_id].add(holder.person_id)
    found: dict[UUID, list[Held]] = defaultdict(list)
    for row in rows:
        found[row.vehicle_id].append(Held(row.id, row.valid_from, row.valid_to, frozenset(holders[row.id])))
    return found


def _titles(session: ViewerSession, numbers: Sequence[str]) -> dict[str, UUID]:
    rows = session.execute(
        select(VehicleTitle.id, VehicleTitle.vehicle_id, VehicleTitle.number).where(
            among(VehicleTitle.number, numbers)
        )
    )
    return {row.number: row.id for row in rows}


OWNERSHIPS = register_to_import(Ownerships())
