"""One import in a process of its own: how long it takes, and the most memory it needed. Prints one line of JSON."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import IO

from casework.app import create_app
from casework.base.secrets_file import read_or_make
from casework.models.identity import Tenant
from casework.services.demo.vehicles import vin_of
from casework.services.imports.begin_import import Origin, begin_import
from casework.services.imports.drive_import import begin_check, begin_undo, begin_writing
from casework.services.imports.find_import import find_import
from casework.services.imports.work_import import work_on
from casework.services.imports.work_undo import undo_on
from casework.services.office import Office
from casework.services.tenants.find_tenant import tenant_facts
from casework.settings import Database, Settings
from casework.store.identity import identity_session

ORIGIN = Origin("A list of samples", "legitimate_interest")


def vehicles(count: int) -> Iterator[str]:
    """A register of vehicles."""
    yield "VIN,Make,Model,Year,Color\n"
    for number in range(count):
        yield f"{vin_of(Random(number), '1HG', 2015, number)},Honda,Civic,2015,blue\n"


def people(count: int) -> Iterator[str]:
    """A register of owners."""
    yield "Customer No,Name,E-mail,Phone,DOB,Street,City,Zip\n"
    for number in range(count):
        yield (
            f"K{number},Ada Sample{number},ada{number}@old.example,415{5_550_000 + number},"  # nobody shares one
            f"03/04/1980,{number} Mill Lane,Northport,90417\n"
        )


def donors(count: int) -> Iterator[str]:
    """A charity's list: every hundredth stands in it twice, under another number and with a slip in the name."""
    yield "Donor No,Name,E-mail,Street,City,Do not mail\n"
    for number in range(count):
        who, slip = (number - 1, "pel") if number % 100 == 99 else (number, "ple")
        yield f"D{number},Ada Sam{slip}{who},ada{who}@list.example,{who} Mill Lane,Riverbend,\n"


def gifts(count: int) -> Iterator[str]:
    """Gifts of ninety-nine donors, who come in before them."""
    yield "Gift No,Donor No,Amount,Date,Fund,Fee\n"
    for number in range(count):
        yield f"G{number},D{number % 99},{1 + number % 500}.25,2024-{1 + number % 12:02d}-15,food,0.25\n"


FILES = {"vehicles": vehicles, "people": people, "donors": donors, "gifts": gifts}
GIVERS = 99


def main(register: str, count: int) -> None:
    """Bring `count` rows in, and say how it went."""
    folder = Path(os.environ["BENCH_FOLDER"])
    told = json.loads(os.environ["BENCH_DATABASE"])
    settings = Settings(
        data_dir=folder,
        secrets=read_or_make(folder),
        demo=True,
        wall_key=b"b" * 32,
        cookie_secret=b"b" * 32,
        database=Database(**told),
    )
    with tempfile.TemporaryFile() as file:
        for line in FILES[register](count):
            file.write(line.encode())
        file.seek(0)
        print(json.dumps(measure(settings, register, file)), flush=True)


def measure(settings: Settings, register: str, file: IO[bytes]) -> dict[str, float]:
    """Seconds of the dry run, of the run and of taking it back, rows that were made, the peak of this process in MB."""
    app = create_app(settings)
    with app.app_context():
        office = _an_office("charity" if register in ("donors", "gifts") else "motor_vehicle_agency")
        if register == "gifts":
            _bring_in_givers(office)
        with office.open(office.system("import_register")) as session:
            run = begin_import(session, register, "old.csv", file, source="bench", origin=ORIGIN).id
            begin_check(session, run)
            session.commit()
            begun = time.perf_counter()
            work_on(session, run)
            checked = time.perf_counter()
            begin_writing(session, run)
            session.commit()
            work_on(session, run)
            ended = time.perf_counter()
            made = find_import(session, run).new
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            begin_undo(session, run)
            session.commit()
            undoing = time.perf_counter()
            undo_on(session, run)
            session.commit()
            assert find_import(session, run).state == "undone"
            undone = time.perf_counter() - undoing
    return {
        **{"checked": checked - begun, "written": ended - checked, "undone": undone},
        **{"made": made, "peak": peak},
    }


def _bring_in_givers(office: Office) -> None:
    with office.open(office.system("import_register")) as session:
        file = io.BytesIO("".join(donors(GIVERS)).encode())
        run = begin_import(session, "donors", "old.csv", file, source="bench", origin=ORIGIN).id
        begin_check(session, run)
        session.commit()
        work_on(session, run)
        begin_writing(session, run)
        session.commit()
        work_on(session, run)


def _an_office(kind: str) -> Office:
    with identity_session() as identity:
        row = Tenant(
            id=1_000_000 + uuid.uuid4().int % 1_000_000_000,
            slug=f"bench-{uuid.uuid4().hex[:10]}",
            kind=kind,
            name="Bench",
            languages=["en"],
            timezone="America/Los_Angeles",
            currency="USD",
            country="US",
            profile={},
        )
        identity.add(row)
        identity.commit()
        return Office.of(tenant_facts(row))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
