"""Lint of moves: somebody may take each, and what it names exists."""

from collections.abc import Iterator

from casework.packs.lint_parts import Bench, Found
from casework.packs.model import APPLICANT, ENTER, PARTY, SYSTEM, Guard, Move
from casework.packs.placeholders import known_places, letters_sent, places_of
from casework.packs.rules import all_fields

_NO_DUTY = (APPLICANT, PARTY, SYSTEM)


def somebody_may(bench: Bench) -> Iterator[Found]:
    """In every kind that offers the workflow some title carries a duty of each move."""
    for move in bench.workflow.moves:
        if any(who in _NO_DUTY for who in move.by):
            continue
        for kind in bench.kinds:
            carried = frozenset().union(*(title.duties for title in kind.titles.values()))
            if not carried & set(move.by):
                what = f"may be made by nobody in the kind {kind.name!r}: no title carries {_either(move.by)}"
                cure = f"Give one of these duties to a title in tenants/{kind.name}/tenant.toml, or change by"
                yield f"moves.{move.name}.by", what, cure


def duties_known(bench: Bench) -> Iterator[Found]:
    """Every duty that a move, field or report names is declared by a kind that offers the workflow."""
    known = {duty for kind in bench.kinds for duty in kind.duties} | set(_NO_DUTY)
    flow = bench.workflow
    named = [(f"moves.{move.name}.by", duty) for move in flow.moves for duty in move.by]
    named += [(f"fields.{field.name}.opens", duty) for field in flow.fields for duty in field.opens]
    named += [(f"reports.{report.name}.opens", duty) for report in flow.reports for duty in report.opens]
    for move in flow.moves:
        named += [
            (f"moves.{move.name}.asks.{ask.name}.opens", duty) for ask in move.asks for duty in ask.opens
        ]
    for key, duty in named:
        if bench.kinds and duty not in known:
            cure = f"Use one of: {', '.join(sorted(known))}"
            yield key, f"names the duty {duty!r}, which no kind that offers this declares", cure


def eyes(bench: Bench) -> Iterator[Found]:
    """Four eyes name moves that come before."""
    names = {move.name for move in bench.workflow.moves} | {ENTER}
    for move in bench.workflow.moves:
        for other in move.four_eyes:
            if other not in names or other == move.name:
                cure = f'Use "{ENTER}" or one of: {", ".join(sorted(names - {ENTER, move.name}))}'
                yield f"moves.{move.name}.four_eyes", f"names {other!r}, which is no other move", cure


def guards_whole(bench: Bench) -> Iterator[Found]:
    """A guard is a rule or a hook, and the hook is in hooks.py."""
    for key, guard in _guards(bench):
        if (guard.rule is None) == (guard.hook is None):
            yield key, "has not exactly one of rule and hook", "Keep the one that decides"
        elif guard.hook is not None and guard.hook not in bench.hooks.guards:
            cure = f'Add @guard("{guard.hook}") there, or use one of: {_listed(bench.hooks.guards)}'
            yield f"{key}.hook", f"is {guard.hook!r}, which hooks.py does not give", cure
        if guard.field is not None and guard.field not in all_fields(bench.workflow):
            yield f"{key}.field", f"names the unknown field {guard.field!r}", "Correct the name"


def effects_known(bench: Bench) -> Iterator[Found]:
    """Every effect is in hooks.py."""
    for move in bench.workflow.moves:
        for effect in move.effects:
            if effect not in bench.hooks.effects:
                cure = f'Add @effect("{effect}") there, or use one of: {_listed(bench.hooks.effects)}'
                yield f"moves.{move.name}.effects", f"names {effect!r}, which hooks.py does not give", cure


def checks_known(bench: Bench) -> Iterator[Found]:
    """Checks, sections, parties and reports name fields that exist."""
    flow = bench.workflow
    known = all_fields(flow)
    named = [(f"sections.{part.name}.fields", name) for part in flow.sections for name in part.fields]
    named += [(f"reports.{part.name}.columns", name) for part in flow.reports for name in part.columns]
    named += [(f"parties.{part.role}", name) for part in flow.parties for name in part.fields()]
    named += [(f"parties.{part.role}.completes", name) for part in flow.parties for name in part.completes]
    named += [(f"signatures.{part.name}.fields", name) for part in flow.signatures for name in part.fields]
    for move in flow.moves:
        for check in move.checks:
            named += [(f"moves.{move.name}.checks.{check.name}.fields", name) for name in check.fields]
    for key, name in named:
        if name not in known:
            yield key, f"names the unknown field {name!r}", f"Add [fields.{name}], or correct the name"


def letters(bench: Bench) -> Iterator[Found]:
    """Letters that are named exist, all are sent, and their places are known."""
    flow = bench.workflow
    written, sent = {letter.name for letter in flow.letters}, letters_sent(flow)
    for name in sorted(sent - written):
        yield f"letters.{name}", "is sent, but not written", f"Add [letters.{name}] with subject and body"
    for name in sorted(written - sent):
        cure = f'Send it: letter = "{name}" in a move, or opening_letter; or remove it'
        yield f"letters.{name}", "is written, but never sent", cure
    known = known_places(flow)
    for letter in flow.letters:
        for where, place in places_of(letter):
            if place not in known:
                cure = "Use a field, asked.<name>, clock.<name>, case.number, case.link, tenant.name"
                yield f"letters.{letter.name}.{where}", f"has the unknown place {{{{ {place} }}}}", cure


def signers(bench: Bench) -> Iterator[Found]:
    """Whoever signs is a party, and a workflow that waits says in which state and until when."""
    flow = bench.workflow
    roles = {party.role for party in flow.parties}
    for signed in flow.signatures:
        for role in signed.roles:
            if role not in roles:
                yield (
                    f"signatures.{signed.name}.roles",
                    f"names the unknown party {role!r}",
                    f"Add [parties.{role}]",
                )
    waits = {flow.waits_in is None, flow.waits_while is None, flow.waits_as is None}
    if len(waits) > 1:
        yield "waits_in", "and waits_while and waits_as are not all there", "Keep all three, or none"
    if flow.waits_as is not None and flow.waits_as not in roles:
        yield "waits_as", f"is the unknown party {flow.waits_as!r}", f"Add [parties.{flow.waits_as}]"


def imports(bench: Bench) -> Iterator[Found]:
    """hooks.py imports the porch and nothing else of ours."""
    from casework.packs.hook_names import MAY_IMPORT

    for name in bench.hooks.imports:
        if name not in MAY_IMPORT:
            yield "hooks.py", f"imports {name!r}", f"Import only: {', '.join(MAY_IMPORT)}"


def _guards(bench: Bench) -> Iterator[tuple[str, Guard]]:
    yield from ((f"guards.{guard.code}", guard) for guard in bench.workflow.guards)
    for move in bench.workflow.moves:
        yield from ((_at(move, guard), guard) for guard in move.guards)


def _at(move: Move, guard: Guard) -> str:
    return f"moves.{move.name}.guards.{guard.code}"


def _either(duties: tuple[str, ...]) -> str:
    return " or ".join(repr(duty) for duty in duties) or "any"


def _listed(names: dict[str, frozenset[str]]) -> str:
    return ", ".join(sorted(names)) or "(it gives none)"


RULES = (
    somebody_may,
    duties_known,
    eyes,
    guards_whole,
    effects_known,
    checks_known,
    letters,
    signers,
    imports,
)
