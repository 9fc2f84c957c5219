"""The form of a category: from what was typed to what a profile keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from casework.packs import Category
from casework.web.pack_box import presentable

KINDS = {
    "text": _l("A few words"),
    "long_text": _l("Sentences"),
    "integer": _l("A whole number"),
    "date": _l("A day"),
    "yes_no": _l("Yes or no"),
    "choice": _l("One of several answers"),
    "choices": _l("Some of several answers"),
}
_FIGURES = ("grid", "radius", "days")
_LONGEST = 300


def read_category(
    form: MultiDict[str, str], before: Mapping[str, Any], languages: Sequence[str]
) -> dict[str, Any]:
    """What the profile is to say of a category. A figure that is none is kept as typed, to be refused in words."""
    told: dict[str, Any] = {"code": before["code"], "off": form.get("off") == "yes"}
    for name in ("label", "hint", "group"):
        if words := _words(form, name, languages):
            told[name] = words
    told["publish"] = form.get("publish", "")
    for name in _FIGURES:
        typed = form.get(name, "").strip()
        told[name] = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else typed
    questions = [one for one in before.get("questions", ()) if one["code"] not in form.getlist("remove")]
    if _words(form, "question", languages) or form.get("options-en", "").strip():
        questions.append(_question(form, questions, languages))
    if questions:
        told["questions"] = questions
    return told


def spread(category: Category | None, languages: Sequence[str]) -> MultiDict[str, str]:
    """A category as the boxes of its form hold it."""
    boxes: MultiDict[str, str] = MultiDict()
    if category is None:
        boxes.update({"publish": "at_once", "grid": "0", "radius": "30", "days": "30"})
        return boxes
    for name, words in (("label", category.label), ("hint", category.hint), ("group", category.listed.group)):
        boxes.update({f"{name}-{lang}": words.words.get(lang, "") for lang in _codes(languages)})
    boxes["publish"] = category.listed.publish
    boxes["off"] = "yes" if category.off else ""
    boxes.update({name: str(getattr(category.listed, name)) for name in _FIGURES})
    return boxes


def _question(
    form: MultiDict[str, str], others: Sequence[Mapping[str, Any]], languages: Sequence[str]
) -> dict[str, Any]:
    numbers = [int(one["code"][1:]) for one in others if one["code"][1:].isdigit()]
    told: dict[str, Any] = {
        "code": f"q{max(numbers, default=0) + 1}",
        "label": _words(form, "question", languages),
        "why": _words(form, "why", languages),
        "kind": form.get("kind", ""),
        "required": form.get("required") == "yes",
        "public": form.get("public") == "yes",
    }
    lines = {lang: _lines(form.get(f"options-{lang}", "")) for lang in _codes(languages)}
    if lines.get("en"):
        told["options"] = [
            {
                "value": f"a{at + 1}",
                "label": {lang: said[at] for lang, said in lines.items() if at < len(said)},
            }
            for at in range(len(lines["en"]))
        ]
    return told


def _words(form: MultiDict[str, str], name: str, languages: Sequence[str]) -> dict[str, str]:
    given = {
        lang: presentable(form.get(f"{name}-{lang}", "")).strip()[:_LONGEST] for lang in _codes(languages)
    }
    return {lang: words for lang, words in given.items() if words}


def _codes(languages: Sequence[str]) -> list[str]:
    """The office's languages; English is always among them, since wording falls back to it."""
    return list(dict.fromkeys(["en", *languages]))


def _lines(text: str) -> list[str]:
    return [presentable(line).strip()[:_LONGEST] for line in text.splitlines() if line.strip()]
