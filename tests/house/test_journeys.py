"""What a browser shows is waited for: a page that is looked at once may not be there yet."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
LOOKED_AT_ONCE = {"count", "url", "title", "input_value", "inner_text", "get_attribute", "all_inner_texts"}
"""What Playwright answers from the page of this instant. `expect(…)` waits for it."""


def in_a_browser() -> list[Path]:
    return sorted([*(TESTS / "journeys").glob("*.py"), *TESTS.rglob("test_*_in_browser.py")])


def looked_at_once(source: str) -> list[int]:
    """The lines whose assertion asks a page, or a place of it, what it shows at this instant."""
    return [
        stated.lineno
        for stated in ast.walk(ast.parse(source))
        if isinstance(stated, ast.Assert)
        for part in ast.walk(stated.test)
        if isinstance(part, ast.Attribute) and part.attr in LOOKED_AT_ONCE
    ]


@pytest.mark.parametrize("path", in_a_browser(), ids=lambda path: path.name)
def test_what_a_browser_shows_is_waited_for(path: Path) -> None:
    assert not looked_at_once(path.read_text()), "write expect(…) of it, which waits until it is so"


def test_the_rule_finds_what_it_is_for() -> None:
    assert looked_at_once('assert phone.page.locator(".errors a").count() == 1')
    assert looked_at_once('assert page.url.endswith("/sellers")')
    assert not looked_at_once('expect(page.locator(".errors a")).to_have_count(1)')
