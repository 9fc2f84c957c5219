"""Why something is open or withheld: one answer, which both decides and explains.

Whoever discloses asks `is_open` or `decide`; whoever says why asks `decide`. `decide` begins with `is_open`, so that
what is told can't differ from what is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from casework.base.errors import PurposeRequired
from casework.base.values import Value
from casework.policy import viewer as looking
from casework.policy.rulebook import allowed
from casework.store.access import Access, Viewer

PURPOSE, DUTY, TOKEN = "purpose", "duty", "token"
RULES = (PURPOSE, DUTY, TOKEN)
SCOPE, SEALED, CONFLICT = "scope", "sealed", "conflict"
"""The rules that keep whole records away: of other units, sealed, of people one has a relation to."""
TRIAGE, EMERGENCY, FRAUD, CONSENTS = "triage", "break_glass", "fraud_review", "consents"
POST, LIENS = "post", "liens"
NOT_FOR_READING = frozenset(
    {TRIAGE, "self", "administration", "oversight", EMERGENCY, FRAUD, CONSENTS, POST, LIENS}
)
"""For work lists, for the office itself, for one's own data and for what rules found: never for reading a record that
somebody chose."""

_NOTHING = Access(("nothing",), frozenset(), frozenset())


class Purpose(looking.Purpose, Protocol):
    """What is asked of a purpose beyond its classes: whether it may be declared outside a case."""

    @property
    def off_case(self) -> bool: ...


class Title(Protocol):
    """A job title carries duties."""

    @property
    def duties(self) -> frozenset[str]: ...


class Kind(Protocol):
    """A kind of office, as far as reasons need it."""

    @property
    def duties(self) -> Collection[str]: ...
    @property
    def titles(self) -> Mapping[str, Title]: ...
    @property
    def purposes(self) -> Mapping[str, Purpose]: ...


class Thing(Value):
    """What somebody wants to read: data of some classes, all of which have to be open.

    `readers`: the duties that read it among those who read its classes; None for all of them. `permission`: what the
    rulebook asks besides. `of_case`: it belongs to a case, whose purpose can't be exchanged for another one.
    """

    classes: tuple[str, ...]
    readers: tuple[str, ...] | None = None
    permission: str | None = None
    of_case: bool = False


class Decision(Value):
    """Whether a thing is open; if not, by which rule, and what would open it.

    `duties`: each of them, beside the viewer's own, opens it for this purpose. `purposes`: each of them opens it to
    the viewer as they are. `ask`: titles of this kind of office that read it for the purposes in `ask_for`.
    """

    open: bool
    rule: str = ""
    classes: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    ask_for: tuple[str, ...] = ()


OPEN = Decision(True)


def is_open(viewer: Viewer, thing: Thing) -> bool:
    """Whether the viewer reads it: classes by purpose and duties, readers by duty, the permission by the rulebook.

    Emergency access asks no reader's duty: it is given to people who have none, for classes that its kind names.
    """
    if not all(viewer.access.may_read(cls) for cls in thing.classes):
        return False
    if thing.permission is not None and not _may(viewer, thing.permission):
        return False
    if thing.readers is None or viewer.actor_kind != "member" or viewer.purpose == EMERGENCY:
        return True
    return bool(viewer.duties & set(thing.readers))


def _may(viewer: Viewer, permission: str) -> bool:
    """Emergency access opens one record and leads to no others, whatever one may do otherwise."""
    return viewer.purpose != EMERGENCY and allowed(permission, viewer)


def decide(viewer: Viewer, thing: Thing, kind: Kind) -> Decision:
    """Whether the viewer reads it, and if not, why and what would change that."""
    if is_open(viewer, thing):
        return OPEN
    closed = tuple(cls for cls in thing.classes if not viewer.access.may_read(cls))
    if viewer.purpose == EMERGENCY:
        return Decision(False, PURPOSE, closed)
    ways = _Ways(viewer, thing, kind)
    if ways.token_is_narrow():
        return Decision(False, TOKEN, closed)
    duties = tuple(duty for duty in kind.duties if ways.opened({duty} | viewer.duties, viewer.purpose))
    ask_for: tuple[str, ...] = (viewer.purpose,)
    ask = ways.titles(ask_for)
    others = () if thing.of_case else reading_purposes(kind)
    if not ask:
        ask = ways.titles(others)
        ask_for = tuple(code for code in others if ways.titles((code,)))
    return Decision(
        open=False,
        rule=DUTY if duties or ask_for == (viewer.purpose,) else PURPOSE,
        classes=closed,
        duties=duties,
        purposes=tuple(code for code in others if ways.opened(viewer.duties, code)),
        ask=ask,
        ask_for=ask_for,
    )


def entry(duties: Iterable[str], code: str, kind: Kind) -> Decision:
    """Whether these duties have any share in a purpose; if not, who has one."""
    purpose = kind.purposes.get(code)
    shares = {*purpose.opens, *purpose.writes} if purpose else set()
    if shares & set(duties):
        return OPEN
    ask = tuple(name for name, title in kind.titles.items() if title.duties & shares)
    sharing = tuple(duty for duty in kind.duties if duty in shares)
    return Decision(False, PURPOSE, duties=sharing, ask=ask, ask_for=(code,))


def kept_away(viewer: Viewer, kind: Kind) -> tuple[Decision, ...]:
    """The rules by which whole cases can be away for this viewer and purpose, each with who is not kept away.

    It is said of cases in general: whether there is one that is kept away is not told.
    """
    purpose, access = kind.purposes[viewer.purpose], viewer.access
    held = [duty for duty in viewer.duties if duty in purpose.opens or duty in purpose.writes]
    sharing = [duty for duty in kind.duties if duty in purpose.opens]
    order = list(looking.SCOPES)
    mine = order.index(looking.widest(held, purpose))
    wider = [duty for duty in sharing if order.index(looking.widest([duty], purpose)) > mine]
    found = []
    if any(rule in access.row_rules for rules in looking.SCOPES.values() for rule in rules):
        found.append(_away(SCOPE, wider, viewer.purpose, kind))
    if not access.sealed_cases:
        found.append(_away(SEALED, list(purpose.sealed_cases), viewer.purpose, kind))
    if looking.NO_CONFLICT in access.row_rules:
        found.append(_away(CONFLICT, [], viewer.purpose, kind))
    return tuple(found)


def _away(rule: str, duties: Iterable[str], code: str, kind: Kind) -> Decision:
    """A relation keeps away only who has it, so no duty lifts it and everybody else who shares the purpose may help."""
    known = tuple(duty for duty in kind.duties if duty in set(duties))
    wanted = set(known) or (set(kind.purposes[code].opens) if rule == CONFLICT else set())
    ask = tuple(name for name, title in kind.titles.items() if title.duties & wanted)
    return Decision(False, rule, duties=known, ask=ask, ask_for=(code,))


def reading_purposes(kind: Kind) -> tuple[str, ...]:
    """The purposes for which registers may be read outside a case, in the order of the pack."""
    return tuple(
        code
        for code, purpose in kind.purposes.items()
        if purpose.off_case and code not in NOT_FOR_READING and not code.startswith("system:")
    )


class _Ways(Value):
    """Asks the same question for other duties and purposes."""

    viewer: Viewer
    thing: Thing
    kind: Kind

    def opened(self, duties: Iterable[str], code: str) -> bool:
        """Whether somebody with these duties would read it for that purpose."""
        held, purpose = frozenset(duties), self.kind.purposes.get(code)
        if purpose is None:
            return False
        try:
            access = looking.compile_access(held, code, purpose)
        except PurposeRequired:
            return False
        return is_open(self._like(held, code, access), self.thing)

    def titles(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The titles whose duties alone read it for one of these purposes."""
        wanted = tuple(codes)
        return tuple(
            name
            for name, title in self.kind.titles.items()
            if any(self.opened(title.duties, code) for code in wanted)
        )

    def token_is_narrow(self) -> bool:
        """Whether the member may do it, and only the token they use may not."""
        permission = self.thing.permission
        if permission is None or self.viewer.narrowed_to is None or allowed(permission, self.viewer):
            return False
        return allowed(permission, self._like(self.viewer.duties, "", _NOTHING))

    def _like(self, duties: frozenset[str], code: str, access: Access) -> looking.Viewer:
        """The same kind of viewer with other duties, another purpose, and everything a person may do."""
        one = self.viewer
        return looking.Viewer(one.tenant, one.actor, one.actor_kind, duties, code, access, one.units)
