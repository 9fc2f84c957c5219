"""Tries attacks and judges them: by the canaries seen, and by the rows changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from casework.policy.viewer import Viewer
from casework.store.access import ALWAYS, class_of
from casework.store.registers import Base
from tests.attacks.dump import dump
from tests.attacks.ground import CASES, Ground
from tests.attacks.onlookers import may_reach, may_see
from tests.attacks.owner_sees import Change, Eye
from tests.attacks.trial import GATE, LEAKS, REFUSED, SCOPED, Attack, NotHere, Try, is_refusal
from tests.attacks.ways import Way


@dataclass
class Verdict:
    """What came of an attack."""

    outcome: str
    how: str = ""
    wrong: list[str] = field(default_factory=list)


class Court:
    """Tries attacks on a ground and judges them."""

    def __init__(
        self, ground: Ground, crowd: Mapping[str, Viewer], ways: Mapping[str, Way], eye: Eye
    ) -> None:
        self.ground, self.crowd, self.ways, self.eye = ground, crowd, ways, eye

    def hear(self, attack: Attack, way: str, note: Callable[[str, object], None]) -> None:
        """Try it, note what came of it, and make sure that it is what the table says."""
        verdict, wanted = self.judge(attack, way), attack.wanted[way]
        came = f"**{verdict.outcome}**" if verdict.outcome == LEAKS and way != "nothing" else verdict.outcome
        if isinstance(wanted, NotHere):
            came = f"not this one's: {wanted.why}"
        told = {"area": attack.area, "attack": attack.name, "who": attack.who, "way": way}
        for name, value in told.items():
            note(name, value)
        note("came", f"{came} ({verdict.how})" if verdict.how and way != "nothing" else came)
        if isinstance(wanted, NotHere):
            assert verdict.outcome == LEAKS, f"This is held now ({verdict.outcome}): say so in the table."
        elif way == "all" and not GATE:
            assert verdict.outcome in (REFUSED, SCOPED), verdict.wrong
        else:
            assert verdict.outcome == wanted, verdict.wrong or verdict.how

    def judge(self, attack: Attack, way_name: str) -> Verdict:
        """Try `attack` once, commit what it did, and look at what came of it."""
        way, viewer = self.ways[way_name], self.crowd[attack.who]
        got, error = None, None
        with way.taken():
            try:
                with way.session(viewer) as session:
                    trying = Try(way, viewer, session, self.ground, self.crowd)
                    try:
                        got = dump(attack.act(trying))
                        session.commit()
                    finally:
                        got = f"{got} {dump(trying.told)}"
            except Exception as caught:
                error = caught
        changes = self.eye.changes()
        self.eye.put_back(changes)
        units_too = isinstance(attack.wanted[way_name], NotHere)
        if way_name == "all" and not GATE:
            way_name = "wall"
        wrong = self._wrong(viewer, way_name, f"{got} {dump(error)}", changes, units_too=units_too)
        if wrong:
            return Verdict(LEAKS, wrong=wrong)
        if error is None:
            return Verdict(SCOPED)
        if not is_refusal(error, attack.also):
            raise error
        return Verdict(REFUSED, _who_refused(error))

    def _wrong(
        self, viewer: Viewer, way: str, dumped: str, changes: list[Change], *, units_too: bool
    ) -> list[str]:
        # The wall knows no units; where the table says that something is not its own, that is what is looked for.
        units = way != "wall" or units_too
        told = self.ground.told
        seen = [f"saw {c}" for c in self.ground.seen_in(dumped) if not may_see(viewer, told[c], units=units)]
        done = [
            f"changed {change.table} {sorted(change.columns)}"
            for change in changes
            if not self._may_change(viewer, change, units=units)
        ]
        return sorted(seen + done)

    def _may_change(self, viewer: Viewer, change: Change, *, units: bool) -> bool:
        row = change.row
        if change.table == "ledger_entry":
            return change.before is None and row["tenant_id"] == viewer.tenant
        if change.table == "procrastinate_jobs":
            return bool(row["args"].get("tenant") == viewer.tenant)
        if change.table == "user" or row["tenant_id"] != viewer.tenant or not viewer.purpose:
            return False
        if change.after is not None and change.after["tenant_id"] != viewer.tenant:
            return False
        return self._in_reach(viewer, change, units=units) and _writable(viewer, change)

    def _in_reach(self, viewer: Viewer, change: Change, *, units: bool) -> bool:
        office = self.ground.ours if viewer.tenant == self.ground.ours.tenant else self.ground.theirs
        key = {"case": "id", "tracking_code": "subject_id"}.get(change.table, "case_id")
        for row in (change.before, change.after):
            case = row and row.get(key)
            for place in CASES:
                if case == str(office.cases[place]) and not may_reach(viewer, place, units=units):
                    return False
        return True


def _writable(viewer: Viewer, change: Change) -> bool:
    """Whether the policy lets this viewer write every column that changed."""
    table = Base.metadata.tables.get(change.table)
    if table is None:
        return True
    may = viewer.access.write | ALWAYS
    for row in (change.before, change.after):
        if row and "label" in row and row["label"] not in may:
            return False
    if change.after is None:
        return True
    # In a new row a column that nobody set has its default, which tells nothing.
    new = change.before is None
    changed = [c for c in table.columns if c.name in change.columns and not (new and c.default is not None)]
    return all(class_of(column) in may for column in changed)


def _who_refused(error: BaseException) -> str:
    if isinstance(error, DBAPIError) or hasattr(error, "sqlstate"):
        return f"the database: {str(getattr(error, 'orig', error)).splitlines()[0]}"
    return f"{type(error).__name__}: {str(error).splitlines()[0][:140]}"
