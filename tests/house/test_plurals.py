"""A sentence that counts says one thing and several things rightly, in every language."""

import re

import pytest

from casework.base.phrases import counted
from casework.services.imports.register import Wrong
from casework.services.say import speak
from casework.services.typesetting.paper_words import say
from tests.wording import LANGUAGES, held, said

_COUNTED = re.compile(r"%\((?!name|who)(\w+)\)[sd] (?:more |other |further |new )?([a-z]+s)\b")
_MORE = {"columns", "characters", "decimals", "pixels", "letters", "miles", "kilometers", "people", "levels"}
_LIMIT = re.compile(
    r"at (?:most|least|once)|up to %|Up to %|or (?:fewer|more)|more than %\(most\)|over %|to %\(|exactly %"
)
NEVER_ONE = {
    "An heir’s affidavit is taken %(days)s days after the death at the earliest. Apply again then": "weeks",
    "If you claim more than %(limit)s for the vehicle, you need Form 1098-C. We send it within %(days)s days.": "30",
    "The file has %(count)s columns. At most %(most)s can be read": "more than two hundred",
    "This cannot be decided: more than %(count)s entries in a list": "a limit in the code",
    "This emissions certificate is too old: it counts for %(days)s days before the transfer. Have the vehicle tested"
    " again": "the law gives months",
}
"""Sentences about a number that the law or the code fixes, and why it is never one."""


@pytest.fixture(scope="module")
def keys() -> list[str | tuple[str, ...]]:
    return [key for _context, key in said()]


def test_what_counts_has_a_form_for_one_and_for_several(keys) -> None:
    """A number before a noun in the plural belongs into ngettext or counted, unless it is a limit."""
    nouns = _MORE | {
        found[2] for key in keys if isinstance(key, tuple) for found in _COUNTED.finditer(key[-1])
    }
    wrong = [
        key
        for key in keys
        if isinstance(key, str)
        and key not in NEVER_ONE
        and not _LIMIT.search(key)
        and any(found[2] in nouns for found in _COUNTED.finditer(key))
    ]
    assert not wrong, "use ngettext or counted, or word it so that the number stands behind a colon"


def test_what_is_never_one_is_still_said(keys) -> None:
    assert set(NEVER_ONE) <= set(keys)


def columns(count: int):
    return counted(
        "This row has %(num)s column, the headings %(width)s. Look for a line break inside a cell",
        "This row has %(num)s columns, the headings %(width)s. Look for a line break inside a cell",
        count,
        width=9,
    )


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_a_sentence_of_a_lower_floor_counts_as_the_language_does(app, language) -> None:
    one, several = columns(1), columns(4)
    with app.test_request_context(headers={"Accept-Language": language}):
        spoken = [speak(one), speak(several)]
    assert all("9" in told for told in spoken) and "1" in spoken[0] and "4" in spoken[1]
    assert [say(one, language), say(several, language)] == spoken
    if language != "en":
        forms = held(language)[(None, (one.text, one.many))].forms
        assert spoken == [forms[0] % one.values, forms[-1] % several.values]
    else:
        assert spoken == [str(one), str(several)]


def test_what_a_report_keeps_of_a_counting_sentence_counts_still() -> None:
    for count in (1, 2):
        kept = Wrong("", "TOO_FEW_COLUMNS", columns(count)).stored()
        assert str(Wrong.restored(kept).said) == str(columns(count))
