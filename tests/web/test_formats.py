"""Values as readers write them: in their language, as the office's country does."""

import pytest

from casework.web import formats
from tests.web.sample_app import sample_app


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "48,213 miles"),
        ("es", "48,213 millas"),
        ("pt", "48.213 milhas"),
        ("hi", "48,213 मील"),
        ("vi", "48.213 dặm"),
    ],
)
def test_a_reading_has_its_unit_in_words(lang: str, said: str) -> None:
    with sample_app().test_request_context(f"/?lang={lang}"):
        assert formats.distance(48213, "mi") == said
        assert not formats.distance(48213, "km").endswith("km")


def test_spanish_in_the_united_states_has_the_marks_of_the_united_states() -> None:
    with sample_app().test_request_context("/?lang=es"):
        assert formats.number(1234567.5) == "1,234,567.5"
        assert formats.file_size(2_100_000) == "2.1 MB"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "48 bytes"), ("es", "48 bytes"), ("vi", "48 byte"), ("hi", "48 बाइट")]
)
def test_a_small_file_is_told_in_whole_words(lang: str, said: str) -> None:
    with sample_app().test_request_context(f"/?lang={lang}"):
        assert formats.file_size(48) == said
