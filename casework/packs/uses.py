"""What an answer is used for. A list that only names a field is no use: something has to read it.

Uses are found in guards and fee rules (their CEL), in letters that are sent, in the guards and effects of
hooks.py (what they read), in reports, in the checks an officer makes with a move, and in the parties that intake
compares with the person register. What only decides whether another question is asked counts once that one counts.
"""

from collections.abc import Iterable, Iterator

from casework.domain.rules import RuleError, names_used
from casework.packs.hook_names import HookNames
from casework.packs.kind import Kind
from casework.packs.model import Workflow
from casework.packs.placeholders import letters_sent, places_of

Use = tuple[str, str]  # field, where it is read


def uses(workflow: Workflow, hooks: HookNames, kinds: Iterable[Kind]) -> dict[str, list[str]]:
    """Every field that something reads, with where."""
    found: dict[str, list[str]] = {}
    for field, where in (
        *_by_rules(workflow),
        *_by_letters(workflow),
        *_by_hooks(workflow, hooks),
        *_by_desk(workflow),
        *_by_fees(workflow, kinds),
    ):
        places = found.setdefault(field, [])
        if where not in places:  # a letter reads its places once, in however many languages
            places.append(where)
    return _with_conditions(workflow, found)


def read_by(expression: str | None) -> set[str]:
    """The names an expression reads; none when it does not parse, which another rule reports."""
    try:
        return {name.split(".", 1)[0] for name in names_used(expression)} if expression else set()
    except RuleError:
        return set()


def _by_rules(workflow: Workflow) -> Iterator[Use]:
    for guard in workflow.guards:
        yield from ((name, f"guards.{guard.code}") for name in read_by(guard.rule))
    for move in workflow.moves:
        for guard in move.guards:
            yield from ((name, f"moves.{move.name}.guards.{guard.code}") for name in read_by(guard.rule))
        for check in move.checks:
            where = f"moves.{move.name}.checks.{check.name}"
            yield from ((name, where) for name in read_by(check.when))
        for field in move.asks:
            yield from ((name, f"moves.{move.name}.asks.{field.name}") for name in read_by(field.when))


def _by_letters(workflow: Workflow) -> Iterator[Use]:
    sent = letters_sent(workflow)
    for letter in workflow.letters:
        if letter.name in sent:
            for _, place in places_of(letter):
                yield place.removeprefix("asked."), f"letters.{letter.name}"


def _by_hooks(workflow: Workflow, hooks: HookNames) -> Iterator[Use]:
    for move in workflow.moves:
        for effect in move.effects:
            yield from ((name, f"effect {effect}") for name in hooks.effects.get(effect, ()))
        for guard in move.guards:
            yield from ((name, f"guard {guard.hook}") for name in hooks.guards.get(guard.hook or "", ()))


def _by_desk(workflow: Workflow) -> Iterator[Use]:
    for move in workflow.moves:
        for check in move.checks:
            yield from ((name, f"moves.{move.name}.checks.{check.name}") for name in check.fields)
    for report in workflow.reports:
        yield from ((name, f"reports.{report.name}") for name in report.columns)
    if workflow.confidential is not None:
        kept = workflow.confidential
        yield from ((name, "confidential") for name in (kept.when, *kept.fields.values()))
    if workflow.listing is not None:
        yield from ((name, "listing") for name in workflow.listing.fields())
    for signed in workflow.signatures:
        yield from ((name, f"signatures.{signed.name}") for name in signed.fields)
    yield from ((name, "waits_while") for name in read_by(workflow.waits_while))
    for party in workflow.parties:
        yield from ((name, f"parties.{party.role}") for name in party.fields())


def _by_fees(workflow: Workflow, kinds: Iterable[Kind]) -> Iterator[Use]:
    for kind in kinds:
        table = kind.fees.get(workflow.fee_table or "")
        for row in table.rows if table else ():
            names = read_by(row.when) | ({row.base} if row.base else set())
            yield from ((name, f"fee {row.code}") for name in names)


def _with_conditions(workflow: Workflow, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Add the fields that decide whether a used field is asked, and those that decide about them."""
    conditions = {field.name: read_by(field.when) for field in workflow.fields}
    waiting = list(found)
    while waiting:
        asked = waiting.pop()
        for name in conditions.get(asked, ()):
            if name not in found:
                waiting.append(name)
            found.setdefault(name, []).append(f"fields.{asked}.when")
    return found
