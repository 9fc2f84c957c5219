"""A field without its reasons, or that nothing reads, is refused with file, key and cure."""

import pytest

from tests.packs.conftest import FLOW, TENANT, Packs, Told

NICKNAME = """
[fields.nickname]
page = "stall"
kind = "text"
label = "Your nickname"
class = "contact"
why = "We are curious."
opens = ["handler"]
keep = "P1Y"
required = false
"""


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('class = "matter"\n', "class"),
        ('why = "It decides where you stand."\n', "why"),
        ('opens = ["handler"]\n', "opens"),
        ('keep = "P1Y"\n', "keep"),
    ],
)
def test_a_field_without_class_purpose_readers_or_retention_is_told(
    packs: Packs, told: Told, line: str, key: str
) -> None:
    packs.change(FLOW, line, "")
    told(f"fields.what.{key}", "is missing", "")


def test_a_field_that_nothing_reads_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, "[states.new]", NICKNAME + "[states.new]")
    told("fields.nickname", "is collected, but nothing reads it", "don’t ask for it")


def test_a_place_on_the_case_page_is_no_use(packs: Packs, told: Told) -> None:
    section = '[sections.all]\nlabel = "All"\nfields = ["what", "email", "nickname"]\n'
    packs.change(FLOW, "[states.new]", NICKNAME + section + "[states.new]")
    told("fields.nickname", "nothing reads it", "")


USES = {
    "guard": ("rule = 'what != \"nothing\"'", "rule = 'what != nickname'"),
    "letter": ("about {{ what }}", "about {{ what }} {{ nickname }}"),
    "check": (
        "[letters.received]",
        '[moves.grant.checks.a]\nlabel = "A"\nfields = ["nickname"]\n[letters.received]',
    ),
    "report": (
        "[letters.received]",
        '[reports.a]\nlabel = "A"\ncolumns = ["nickname"]\nopens = ["handler"]\n[letters.received]',
    ),
    "party": ("[letters.received]", '[parties.a]\nlabel = "A"\nname = "nickname"\n[letters.received]'),
}


@pytest.mark.parametrize("use", USES)
def test_what_something_reads_is_used(packs: Packs, use: str) -> None:
    packs.change(FLOW, "[states.new]", NICKNAME + "[states.new]").change(FLOW, *USES[use])
    assert packs.faults() == []


def test_what_an_effect_reads_is_used(packs: Packs) -> None:
    packs.change(FLOW, "[states.new]", NICKNAME + "[states.new]")
    packs.change(FLOW, 'by = ["handler"]', 'by = ["handler"]\neffects = ["greet"]')
    hooks = (
        "from casework.hooks import effect\n\n\n"
        'def _name(deed):\n    return deed.fact("nickname")\n\n\n'
        '@effect("greet")\ndef greet(deed):\n    print(_name(deed))\n'
    )
    packs.write("workflows/permit/hooks.py", hooks)
    assert packs.faults() == []


def test_what_only_decides_about_an_unused_question_is_unused_too(packs: Packs) -> None:
    asks = NICKNAME.replace("nickname", "shown").replace('kind = "text"', 'kind = "yes_no"')
    hidden = NICKNAME + 'when = "shown"\n'
    packs.change(FLOW, "[states.new]", asks + hidden + "[states.new]")
    assert [fault.key for fault in packs.faults()] == ["fields.nickname", "fields.shown"]


def test_what_decides_about_a_used_question_is_used(packs: Packs) -> None:
    asks = NICKNAME.replace("nickname", "shown").replace('kind = "text"', 'kind = "yes_no"')
    packs.change(FLOW, "[states.new]", asks + NICKNAME + 'when = "shown"\n[states.new]')
    packs.change(FLOW, *USES["letter"])
    assert packs.faults() == []


def test_a_field_on_no_page_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'page = "stall"\nkind = "text"', 'page = "tent"\nkind = "text"')
    told("fields.what.page", "is 'tent', which is no page", "stall")


def test_a_page_that_asks_nothing_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, "[fields.what]", '[pages.empty]\ntitle = "Empty"\n[fields.what]')
    told("pages.empty", "asks nothing", 'page = "empty"')


def test_a_choice_without_answers_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'kind = "text"', 'kind = "choice"')
    told("fields.what.options", "fewer than two answers", "[fields.what.options]")


def test_the_number_of_a_document_must_be_sealed(packs: Packs) -> None:
    packs.change(FLOW, 'kind = "text"', 'kind = "id_number"')
    assert ("fields.what.class", 'Write class = "sealed"') in [(f.key, f.cure) for f in packs.faults()]


def test_a_reader_to_whom_the_purpose_does_not_open_the_class_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, 'handler = ["open", "matter", "contact"]', 'handler = ["open", "matter"]')
    told("fields.email.opens", "does not open class 'contact'", "purposes.permits.opens")


def test_one_name_for_two_answers_is_told(packs: Packs, told: Told) -> None:
    ask = NICKNAME.replace("[fields.nickname]", "[moves.grant.asks.what]").replace('page = "stall"\n', "")
    packs.change(FLOW, "[letters.received]", ask + "[letters.received]")
    told("moves.grant.asks.what", "has the name of fields.what", "Rename one")


def test_a_rule_over_an_unknown_name_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, "rule = 'what != \"nothing\"'", "rule = 'wat != \"nothing\"'")
    told("moves.grant.guards.NOTHING_SOLD.rule", "undeclared reference to 'wat'", "email, today, what")


def test_a_rule_that_is_no_yes_or_no_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, "rule = 'what != \"nothing\"'", "rule = 'what + \"x\"'")
    told("moves.grant.guards.NOTHING_SOLD.rule", "a rule answers yes or no", "")
