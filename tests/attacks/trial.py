"""An attack, what it has in hand, and what must happen under each way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casework.base.errors import KeyMissing, NotAllowed, PurposeRequired, WallError, Withheld
from casework.policy.viewer import Viewer
from tests.attacks.dump import dump
from tests.attacks.ground import Ground
from tests.attacks.ways import WAYS, Way

REFUSED, SCOPED, LEAKS, UNTRIED = "refused", "scoped", "leaks", "untried"
GATE = find_spec("casework.store.gate") is not None
# What the database says when it refuses: no right, no such reference, not in this state, not for row-level security.
_NO = {"42501", "23503", "0A000", "25006", "55000"}
_OUR_NO = (WallError, Withheld, PurposeRequired, KeyMissing, NotAllowed)


@dataclass(frozen=True, slots=True)
class NotHere:
    """This way does not hold it, and `why`. The suite makes sure that this is still so."""

    why: str


Wanted = str | NotHere


@dataclass(frozen=True, slots=True)
class Attack:
    """One route into the data."""

    name: str
    who: str
    wanted: Mapping[str, Wanted]
    act: Callable[[Try], Any]
    also: tuple[type[BaseException], ...] = ()  # other errors that are refusals here
    area: str = ""


@dataclass
class Try:
    """What an attack has in hand."""

    way: Way
    viewer: Viewer
    session: Session
    ground: Ground
    crowd: Mapping[str, Viewer]
    told: list[Any] = field(default_factory=list)

    def rows(self, statement: Any, values: Any = None) -> list[Any]:
        """All rows of a statement."""
        return list(self.session.execute(statement, values).all())

    def objects(self, statement: Any) -> list[Any]:
        """All objects of a statement."""
        return list(self.session.scalars(statement).all())

    def sql(self, words: str, **values: Any) -> list[Any]:
        """Rows of SQL text."""
        result = self.session.execute(text(words), values)
        return list(result.all()) if result.returns_rows else []

    def driver(self, words: str) -> list[Any]:
        """Rows of SQL handed to the driver by SQLAlchemy."""
        result = self.session.connection().exec_driver_sql(words)
        return list(result.all()) if result.returns_rows else []

    def cursor(self, words: str) -> list[Any]:
        """Rows of SQL on the driver's own cursor, in the session's transaction."""
        with self.session.connection().connection.cursor() as cursor:
            cursor.execute(words)
            return list(cursor.fetchall()) if cursor.description else []

    def each(self, acts: Iterable[Callable[[], Any]]) -> list[Any]:
        """What came of those acts that were not refused, each in a savepoint of its own."""
        got = []
        for act in acts:
            try:
                with self.session.begin_nested():
                    got.append(dump(act()))
            except Exception as error:
                if not is_refusal(error):
                    raise
                got.append(dump(error))
        return got

    def refuses(self, statement: Any) -> bool:
        """Whether a statement is refused, tried in a savepoint of its own."""
        try:
            with self.session.begin_nested():
                self.rows(statement)
        except Exception as error:
            if not is_refusal(error):
                raise
            return True
        return False

    @property
    def engine(self) -> Engine:
        return self.way.own_engine

    @contextmanager
    def instead(self, who: str) -> Iterator[Session]:
        """Close this session and open one of somebody else."""
        self.session.close()
        with self.way.session(self.crowd[who]) as session:
            yield session


class Cases(list[Attack]):
    """The table of a file: attacks with what must happen with everything on, behind the wall, before the gate."""

    def __init__(self, area: str) -> None:
        super().__init__()
        self.area = area

    def __call__(
        self,
        who: str,
        everything: Wanted,
        wall: Wanted,
        gate: Wanted,
        *,
        nothing: Wanted = LEAKS,
        also: Any = (),
    ) -> Callable[[Callable[[Try], Any]], None]:
        """Decorates an attack whose name is a sentence."""

        def add(act: Callable[[Try], Any]) -> None:
            self.case(
                act.__name__.replace("_", " "), who, everything, wall, gate, act, nothing=nothing, also=also
            )

        return add

    def case(
        self,
        name: str,
        who: str,
        everything: Wanted,
        wall: Wanted,
        gate: Wanted,
        act: Callable[[Try], Any],
        *,
        nothing: Wanted = LEAKS,
        also: tuple[type[BaseException], ...] = (),
    ) -> None:
        """A row of the table, for attacks of one line."""
        wanted = {"all": everything, "wall": wall, "gate": gate, "nothing": nothing}
        self.append(Attack(name, who, wanted, act, also, self.area))

    def tried(self) -> Any:
        """The parameters of the test that tries each of them in each way."""
        return pytest.mark.parametrize(
            ("attack", "way"),
            [
                pytest.param(attack, way, id=f"{attack.name} by {attack.who} [{way}]")
                for attack in self
                for way in WAYS
                if attack.wanted[way] != UNTRIED and (GATE or way != "gate")
            ],
        )


def is_refusal(error: BaseException, also: tuple[type[BaseException], ...] = ()) -> bool:
    """Whether this error is a no, and not a fault of the attack."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlstate", None) in _NO or isinstance(error.orig, also)
    return isinstance(error, (*_OUR_NO, *also)) or getattr(error, "sqlstate", None) in _NO
