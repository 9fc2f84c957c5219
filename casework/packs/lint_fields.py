"""Lint of fields: class, why, readers and retention are there, and every answer is used."""

from collections.abc import Iterator

from casework.packs.lint_parts import Bench, Found
from casework.packs.model import Field
from casework.packs.uses import uses

_PERSONAL = ("contact", "identity", "location", "special", "sealed")


def complete(bench: Bench) -> Iterator[Found]:
    """Every field says its class, why it is asked, who reads it and how long it is kept."""
    for key, field in every_field(bench):
        yield from field_complete(key, field)


def field_complete(key: str, field: Field) -> Iterator[Found]:
    """The faults of one field."""
    if not field.cls:
        yield f"{key}.class", "is missing", 'Say what the answer is: class = "contact", "matter", "open" …'
    if not field.why:
        yield f"{key}.why", "is missing", "Say in one sentence what the answer is for; the person reads it"
    if not field.opens:
        yield f"{key}.opens", "is missing", "Name the duties that need the answer"
    if not field.keep:
        yield f"{key}.keep", "is missing", 'Say how long it is kept after the end: keep = "P3Y"'
    if field.kind in ("choice", "choices") and len(field.options) < 2:
        yield f"{key}.options", "has fewer than two answers", f"Add [{key}.options]"
    if field.kind not in ("choice", "choices") and field.options:
        yield (
            f"{key}.options",
            f"stands in a field of kind {field.kind}",
            'Remove it, or make it kind = "choice"',
        )
    if field.kind == "id_number" and field.cls not in ("sealed", ""):
        yield f"{key}.class", f"is {field.cls!r} for the number of a document", 'Write class = "sealed"'


def pages(bench: Bench) -> Iterator[Found]:
    """Every field stands on a page, and every page asks something."""
    flow = bench.workflow
    known = {page.name for page in flow.pages}
    for field in flow.fields:
        if field.page not in known:
            cure = f"Use one of: {', '.join(sorted(known))}"
            yield f"fields.{field.name}.page", f"is {field.page!r}, which is no page", cure
    for page in flow.pages:
        if not page.fields:
            yield f"pages.{page.name}", "asks nothing", f'Add a field with page = "{page.name}", or remove it'


def same_names(bench: Bench) -> Iterator[Found]:
    """One name means one thing: an answer asked by two moves, or by form and move, is declared alike."""
    seen: dict[str, tuple[str, Field]] = {}
    for key, field in every_field(bench):
        first, other = seen.setdefault(field.name, (key, field))
        if (other.kind, other.cls) != (field.kind, field.cls) or (
            first != key and first.startswith("fields.")
        ):
            yield key, f"has the name of {first}", "Rename one, or give both the same kind and class"


def readable(bench: Bench) -> Iterator[Found]:
    """The purpose opens the class of a field to at least one of its readers, in every kind that offers it."""
    for kind in bench.kinds:
        purpose = kind.purposes.get(bench.workflow.purpose)
        if purpose is None:
            continue  # reported with the kind
        for key, field in every_field(bench):
            reads = {duty: purpose.opens.get(duty, frozenset()) for duty in field.opens}
            blind = sorted(duty for duty, opened in reads.items() if field.cls and field.cls not in opened)
            for duty in blind:
                what = f"names {duty!r}, to whom {kind.name!r} does not open class {field.cls!r}"
                cure = f"Remove the duty, or open the class in purposes.{purpose.code}.opens"
                yield f"{key}.opens", what, cure


def used(bench: Bench) -> Iterator[Found]:
    """Every answer of the form is read by something; so is every personal answer asked by a move."""
    found = uses(bench.workflow, bench.hooks, bench.kinds)
    for key, field in every_field(bench):
        asked_by_move = key.startswith("moves.")
        if field.name not in found and (not asked_by_move or field.cls in _PERSONAL):
            cure = (
                "Use it in a guard, a letter, an effect, a report or a check of a move; or don’t ask for it"
            )
            yield key, "is collected, but nothing reads it", cure


def listing(bench: Bench) -> Iterator[Found]:
    """The public list names answers that there are, and categories among them."""
    told = bench.workflow.listing
    if told is None:
        return
    known = {field.name: field for _, field in every_field(bench)}
    for name in told.fields():
        if name not in known:
            yield f"listing.{name}", "is no field of this workflow", "Correct the name, or leave it out"
    category = known.get(told.category)
    for one in told.categories:
        if category is not None and category.option(one.name) is None:
            yield f"listing.categories.{one.name}", "is no answer of the category", "Correct the name"


def every_field(bench: Bench) -> Iterator[tuple[str, Field]]:
    """The fields of the form and of the moves, each with its key."""
    for field in bench.workflow.fields:
        yield f"fields.{field.name}", field
    for move in bench.workflow.moves:
        for field in move.asks:
            yield f"moves.{move.name}.asks.{field.name}", field


RULES = (complete, pages, same_names, readable, used, listing)
