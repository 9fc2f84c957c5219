"""What makes files and reports of the ledger, under viewers who should see less: no sealed case, no row of next door."""

from casework.services.cases.who_looked import who_looked
from casework.services.looks.read_ledger import WHOLE, Wanted, entries_by_id, read_ledger
from tests.attacks.onlookers import JOB
from tests.attacks.trial import REFUSED, SCOPED, Cases, Try

cases = Cases("Exports")
row = cases.case
NO, EACH = (REFUSED, REFUSED, REFUSED), (SCOPED, SCOPED, SCOPED)
NUMBERS = range(1, 30)


def _file(t: Try, **wanted: object) -> object:
    return read_ledger(t.session, Wanted(**wanted), size=WHOLE)[0]


def _closed(t: Try, *, theirs: bool = False) -> object:
    office = t.ground.theirs if theirs else t.ground.ours
    return office.cases["closed"]


# fmt: off
for _who in ("clerk", "examiner", "applicant", "stranger", f"{JOB}find_signals"):
    row("the ledger as a file", _who, *EACH, _file)
    row("entries by their numbers, as behind a signal", _who, *EACH, lambda t: entries_by_id(t.session, NUMBERS))
row("the ledger as a file", "admin", *NO, _file)
for _who in ("clerk", "examiner", "applicant"):
    row("the ledger of the sealed case as a file", _who, *EACH, lambda t: _file(t, case=_closed(t)))
    row("who looked at the sealed case", _who, *EACH, lambda t: who_looked(t.session, _closed(t)))
for _who in ("clerk", "task", f"{JOB}break_glass"):
    row("the ledger of a case next door as a file", _who, *EACH, lambda t: _file(t, case=_closed(t, theirs=True)))
    row("who looked next door", _who, *EACH, lambda t: who_looked(t.session, t.ground.theirs.cases["mine"]))
# fmt: on


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
