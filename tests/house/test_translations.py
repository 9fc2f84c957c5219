"""Everything people read is there in five languages: nothing missing, stale or half said."""

import ast
import gettext
import re
from functools import cache
from pathlib import Path

import pytest

from casework.packs import catalog
from casework.packs.lint import lint_words
from tests import wording as catalogues
from tests.wording import LANGUAGES, ROOT, SOURCES, Key, Words, mo, said, sentences

CURE = "Run `make words` and translate what is empty"
PLACES = re.compile(r"%\((\w+)\)([sdrf])|(?<!%)\{(\w*)\}")
MARKS = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "pgettext", "phrase", "counted"}
VARIABLE = {
    "casework/services/donors/receipt_paper.py": "adds values to phrases of tables in the same file",
    "casework/web/house_form.py": "WTForms' own messages, which a table in the same file replaces",
    "casework/web/pack_box.py": "compares with a phrase of packs/field_kinds",
    "casework/services/mail/places.py": "says one of a table of phrases",
    "casework/services/say.py": "says phrases marked where they are made",
}
"""Where a sentence to translate is a value, and where it was marked."""
SAME_EVERYWHERE = {"VIN", "PDF", "JPEG", "Casework", "API"}


@cache
def held(language: str) -> dict[Key, catalogues.Wording]:
    """What the catalogue of a language holds, read once."""
    return catalogues.held(language)


@pytest.fixture(scope="module")
def source() -> set[Key]:
    return said()


def english(key: Key) -> tuple[str, ...]:
    return key[1] if isinstance(key[1], tuple) else (key[1],)


def places(text: str) -> set[tuple[str, ...]]:
    return set(PLACES.findall(text))


def ending(text: str) -> str:
    """The mark a sentence ends with; the danda of Hindi is its full stop."""
    last = text[-1:].replace("।", ".")
    return last if last in ".?!:…," else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(language: str, source: set[Key]) -> None:
    there = set(held(language))
    assert not source - there, f"missing in {language}. {CURE}"
    assert not there - source, f"nobody says this any more in {language}. {CURE}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_in_every_plural(language: str) -> None:
    plurals = Words(locale=language).num_plurals
    short = [
        key
        for key, wording in held(language).items()
        if not all(wording.forms) or (isinstance(key[1], tuple) and len(wording.forms) != plurals)
    ]
    assert not short, CURE
    assert not [key for key, wording in held(language).items() if "fuzzy" in wording.flags]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    wrong = []
    for key, wording in held(language).items():
        one, *more = map(places, english(key))
        many = more[-1] if more else one
        *before, last = map(places, wording.forms)
        if last != many or any(form not in (one, many) for form in before):
            wrong.append((key[1], wording.forms))
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_begins_and_ends_as_its_sentence(language: str) -> None:
    wrong = []
    for key, wording in held(language).items():
        for form in wording.forms:
            sentence = english(key)[-1]
            if form != form.strip() or ending(form) != ending(sentence):
                wrong.append((sentence, form))
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_agrees_with_its_source(language: str) -> None:
    with mo(language).open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # the module has no public way to list it
    compiled.pop("", None)
    expected: dict[object, str] = {}
    for (context, sentence), wording in held(language).items():
        first = sentence[0] if isinstance(sentence, tuple) else sentence
        name = f"{context}\x04{first}" if context else first
        if isinstance(sentence, tuple):
            expected |= {(name, at): form for at, form in enumerate(wording.forms)}
        else:
            expected[name] = wording.forms[0]
    assert compiled == expected, CURE


def test_every_pack_has_its_wording() -> None:
    assert not [str(fault) for fault in lint_words(catalog())]


def test_what_is_marked_is_a_sentence_and_not_a_value() -> None:
    found = []
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                first = node.args[0] if node.args else None
                if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not [where for where in found if where.split(":")[0] not in VARIABLE]


def test_doors_say_what_was_refused_in_the_readers_language() -> None:
    """`error.errors` and `error.message` are the English; `told(error)` and `speak(error.said)` translate."""
    found = []
    for path in _modules():
        if path.relative_to(ROOT).parts[:2] not in (("casework", "web"), ("casework", "api")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.name:
                found += [
                    f"{path.relative_to(ROOT)}:{used.lineno}"
                    for used in ast.walk(node)
                    if isinstance(used, ast.Attribute)
                    and used.attr in ("errors", "message")
                    and isinstance(used.value, ast.Name)
                    and used.value.id == node.name
                    and "BadAnswer" not in ast.unparse(node.type or ast.Pass())
                ]
    assert not found


def test_no_word_of_a_template_goes_past_the_catalogue() -> None:
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found += [
            f"{path.relative_to(ROOT)}: {words}" for words in _bare_words(path.read_text(encoding="utf-8"))
        ]
    assert not found


def test_a_marked_word_in_a_template_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Bare</p>{{ _('Said') }}<a title='Hidden' href='/x'>{{ x|y }}</a>{# not this #}")
    assert _bare_words(page.read_text()) == ["Bare", "Hidden"]
    assert sentences(page, "jinja2") == [(None, "Said")]


def _modules() -> list[Path]:
    return [
        path for pattern, kind in SOURCES.items() if kind == "python" for path in sorted(ROOT.glob(pattern))
    ]


def _bare_words(page: str) -> list[str]:
    """Words of a template that stand between tags, or in an attribute that is read to people."""
    page = re.sub(
        r"\{#.*?#\}|\{% block (density|main_attributes) %\}.*?\{% endblock", "", page, flags=re.DOTALL
    )
    page = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\x00", page, flags=re.DOTALL)
    spoken = re.findall(r"""\s(?:aria-label|aria-description|title|alt|placeholder)=["']([^"']*)["']""", page)
    page = re.sub(r"\s[a-z-]+=\"\x00", "\x00", page)  # an attribute that a macro writes
    between = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<[^>]*>", "\n", page, flags=re.DOTALL)
    texts = [text.strip() for text in [*re.split(r"[\n\x00]", between), *spoken]]
    texts = [re.sub(r"&\w+;|\x00", " ", text).strip() for text in texts]
    return [text for text in texts if re.search(r"[^\W\d_]{2}", text) and text not in SAME_EVERYWHERE]


# English has one word for two things here: each stands as a sentence of its own, or with a context.
MEANINGS = {
    (None, "Sign"): {"es": "Firmar", "pt": "Assinar", "hi": "हस्ताक्षर करें", "vi": "Ký"},
    (None, "Emblem"): {"es": "Emblema", "pt": "Emblema", "hi": "चिह्न", "vi": "Biểu trưng"},
    (None, "Check"): {"es": "Cheque", "pt": "Cheque", "hi": "चेक", "vi": "Séc"},
    ("look-ups", "Given"): {"es": "Entregado", "pt": "Dado", "hi": "दिया गया", "vi": "Đã đưa"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_two_meanings_is_said_as_what_it_means(language: str) -> None:
    words = catalogues.held(language)
    assert {key: words[key].forms[0] for key in MEANINGS} == {
        key: told[language] for key, told in MEANINGS.items()
    }


def test_a_button_to_sign_or_to_check_is_no_emblem_and_no_cheque() -> None:
    used = {
        path.relative_to(ROOT).as_posix(): {key for key in sentences(path, "jinja2")}
        for folder in ("sign", "track", "papers", "admin", "fraud")
        for path in (ROOT / "templates" / folder).glob("*.html")
    }
    assert {name for name, keys in used.items() if (None, "Sign") in keys} == {
        "templates/sign/page.html",
        "templates/track/signing.html",
    }
    assert not [name for name, keys in used.items() if (None, "Check") in keys]
