"""The `{{ places }}` of letters: which there may be, and which a text has."""

import re
from collections.abc import Iterator

from casework.packs.model import Letter, Workflow

PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
GIVEN = (
    "case.number",
    "case.link",
    "case.state",
    "case.opened_on",
    "tenant.name",
    "tenant.contact",
    "office",
    "fees.total",
    "law.name",
    "law.review",
    "records.grounds",
)


def known_places(workflow: Workflow) -> frozenset[str]:
    """Every place that a letter of this workflow may have."""
    asks = {f"asked.{field.name}" for move in workflow.moves for field in move.asks}
    clocks = {f"clock.{clock.name}" for clock in workflow.clocks}
    return frozenset({*GIVEN, *asks, *clocks, *(field.name for field in workflow.fields)})


def places_of(letter: Letter) -> Iterator[tuple[str, str]]:
    """Each place of a letter, with where it stands: `subject.en`, `body.vi`."""
    for part in ("subject", "body"):
        for lang, words in getattr(letter, part).words.items():
            for place in PLACE.findall(words):
                yield f"{part}.{lang}", place


def letters_sent(workflow: Workflow) -> frozenset[str]:
    """The letters that opening the case, a move or the question whether it is put right sends."""
    by_moves = {move.letter for move in workflow.moves if move.letter}
    listed = {workflow.listing.ask_letter} if workflow.listing and workflow.listing.ask_letter else set()
    opening = {workflow.opening_letter} if workflow.opening_letter else set()
    return frozenset(by_moves | opening | listed)
