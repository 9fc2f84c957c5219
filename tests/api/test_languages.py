"""A program is told in the language it asks for: what is wrong with a field, and what is wrong at all."""

import uuid

import pytest

from casework.api.field_words import _table, _words, in_house_words
from casework.base.phrases import Phrase
from tests.api.programs import BASE, Program

SAID = {
    "en": ("Send this: nothing works without it.", "Nothing of this name is asked here.", "Check the fields"),
    "es": ("Envíe esto", "Aquí no se pide nada", "Revise"),
    "pt": ("Envie isto", "Nada com este nome", "Confira"),
    "hi": ("इसे भेजें", "इस नाम", "जाँचें"),
    "vi": ("Hãy gửi", "không hỏi", "Kiểm tra"),
}


@pytest.mark.parametrize("lang", SAID)
def test_faults_of_fields_are_told_in_the_language_asked_for(officer: Program, lang: str) -> None:
    heard = {"Accept-Language": lang}
    answer = officer.post("/cases", {"colour": 1}, key=str(uuid.uuid4()), headers=heard)
    told = answer.get_json()
    missing, unknown, detail = SAID[lang]
    assert answer.status_code == 422
    assert missing in told["errors"]["workflow"] and unknown in told["errors"]["colour"]
    assert detail in told["detail"]
    assert answer.headers["Content-Language"] == lang


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Send a token"), ("es", "Envíe"), ("hi", "भेजें"), ("vi", "Hãy gửi")]
)
def test_whoever_is_nobody_is_told_so_in_their_language(officer: Program, lang: str, said: str) -> None:
    answer = officer.app.test_client().get(
        "/api/v1/workflows", base_url=BASE, headers={"Accept-Language": lang}
    )
    assert answer.status_code == 401 and said in answer.get_json()["detail"]


def test_what_is_sent_comes_back_inside_the_sentence(officer: Program) -> None:
    assert (
        str(in_house_words("Longer than maximum length 80.")) == "Send at most 80 characters or entries here."
    )
    assert str(in_house_words("Must be one of: web, post.")) == "Send one of these here: web, post."
    assert in_house_words("Something else entirely") == "Something else entirely"


def test_every_sentence_of_the_library_that_we_say_is_said_by_it() -> None:
    assert len(_table()) == len(list(_words()))
    for theirs, ours in _words():
        assert isinstance(ours, Phrase) and theirs.endswith(".")
        assert str(in_house_words(theirs)) != theirs, theirs
