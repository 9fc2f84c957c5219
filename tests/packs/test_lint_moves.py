"""A move that nobody may take, or that names what is not there, is refused with file, key and cure."""

from tests.packs.conftest import FLOW, TENANT, Packs, Told

HOOKS = "workflows/permit/hooks.py"


def test_a_move_that_no_title_may_take_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, "[titles.warden]", 'mayor.label = "Decides"\n[titles.warden]')
    packs.change(FLOW, 'by = ["handler"]', 'by = ["mayor"]')
    told("moves.grant.by", "may be made by nobody in the kind 'market'", "tenants/market/tenant.toml")


def test_a_duty_that_nobody_declares_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'by = ["handler"]', 'by = ["handler", "king"]')
    told("moves.grant.by", "the duty 'king'", "Use one of")


def test_four_eyes_over_no_move_are_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'by = ["handler"]', 'by = ["handler"]\nfour_eyes = ["check"]')
    told("moves.grant.four_eyes", "names 'check'", '"enter"')


def test_a_guard_without_rule_and_hook_is_told(packs: Packs) -> None:
    packs.change(FLOW, "rule = 'what != \"nothing\"'\n", "")
    told = [(fault.key, fault.what) for fault in packs.faults()]
    assert told == [("moves.grant.guards.NOTHING_SOLD", "has not exactly one of rule and hook")]


def test_a_hook_that_is_not_there_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, "rule = 'what != \"nothing\"'", 'hook = "is_sold"')
    told("moves.grant.guards.NOTHING_SOLD.hook", "which hooks.py does not give", '@guard("is_sold")')


def test_a_hook_that_is_there_is_enough(packs: Packs) -> None:
    packs.change(FLOW, "rule = 'what != \"nothing\"'", 'hook = "is_sold"')
    packs.write(
        HOOKS,
        'from casework.hooks import guard\n\n\n@guard("is_sold")\ndef sold(deed):\n    deed.fact("what")\n',
    )
    assert packs.faults() == []


def test_an_effect_that_is_not_there_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'by = ["handler"]', 'by = ["handler"]\neffects = ["build_stall"]')
    told("moves.grant.effects", "names 'build_stall'", '@effect("build_stall")')


def test_a_hooks_file_that_reaches_into_the_house_is_told(packs: Packs, told: Told) -> None:
    packs.write(HOOKS, "from casework.store.session import viewing\n")
    told("hooks.py", "imports 'casework.store.session'", "casework.hooks")


def test_a_hooks_file_that_is_no_python_is_told(packs: Packs) -> None:
    packs.write(HOOKS, "def (\n")
    fault = packs.only()
    assert (fault.file, fault.key) == (HOOKS, "line 1")


def test_a_letter_that_is_not_written_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'by = ["handler"]', 'by = ["handler"]\nletter = "granted"')
    told("letters.granted", "is sent, but not written", "[letters.granted]")


def test_a_letter_that_is_never_sent_is_told(packs: Packs) -> None:
    packs.change(FLOW, 'opening_letter = "received"\n', "")
    told = {fault.key: fault.what for fault in packs.faults()}
    assert told["letters.received"] == "is written, but never sent"
    assert "nothing reads it" in told["fields.email"]


def test_an_unknown_place_in_a_letter_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, "{{ case.number }}", "{{ case.secret }}")
    told("letters.received.subject.en", "unknown place {{ case.secret }}", "case.number")


def test_a_check_of_an_unknown_field_is_told(packs: Packs, told: Told) -> None:
    check = '[moves.grant.checks.seen]\nlabel = "Seen"\nfields = ["stand"]\n'
    packs.change(FLOW, "[letters.received]", check + "[letters.received]")
    told("moves.grant.checks.seen.fields", "unknown field 'stand'", "[fields.stand]")


def test_a_workflow_that_nobody_offers_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, 'workflows = ["permit"]', "workflows = []")
    told("name", "is offered by no kind", "workflows in a tenants/<kind>/tenant.toml")
