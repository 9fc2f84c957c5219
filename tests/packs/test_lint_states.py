"""A workflow whose states don't fit is refused, with file, key and cure."""

from tests.packs.conftest import FLOW, Packs, Told

LOST = """
[states.lost]
label = "Lost"
public_label = "Lost"
public_text = "Nobody knows."
stage = "one"
"""


def test_two_packs_that_hold_say_nothing(packs: Packs) -> None:
    assert packs.faults() == []


def test_a_state_that_no_move_leads_to_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, "[moves.grant]", LOST + "[moves.grant]")
    packs.change(FLOW, 'sources = ["new"]', 'sources = ["new", "lost"]')
    told("states.lost", "can’t be reached", "Add a move that leads to it")


def test_a_state_without_a_way_out_is_told(packs: Packs, told: Told) -> None:
    move = '[moves.lose]\nlabel = "Lose"\neffect_text = "Gone."\nsources = ["new"]\ntarget = "lost"\nby = ["handler"]\n'
    packs.change(FLOW, "[moves.grant]", LOST + move + "[moves.grant]")
    told("states.lost", "has no way out", "final = true")


def test_a_final_state_that_is_left_is_told(packs: Packs, told: Told) -> None:
    way = 'sources = ["granted"]\ntarget = "new"\nby = ["handler"]\n'
    back = f'[moves.back]\nlabel = "Back"\neffect_text = "Again."\n{way}'
    packs.change(FLOW, "[letters.received]", f"{back}[letters.received]")
    told("states.granted", "is final, but 'back' leaves it", "sources")


def test_a_final_state_without_outcome_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'outcome = "good"\n', "")
    told("states.granted.outcome", "is missing", "Add outcome")


def test_an_outcome_in_a_state_that_goes_on_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'stage = "one"\n', 'stage = "one"\noutcome = "good"\n')
    told("states.new.outcome", "is not final", "final = true")


def test_an_unknown_first_state_is_told(packs: Packs) -> None:
    packs.change(FLOW, 'initial = "new"', 'initial = "nwe"')
    assert ("initial", "names the unknown state 'nwe'") in [(f.key, f.what) for f in packs.faults()]


def test_an_unknown_stage_is_told(packs: Packs, told: Told) -> None:
    packs.change(FLOW, 'stage = "two"', 'stage = "three"')
    told("states.granted.stage", "unknown stage 'three'", "[stages.three]")


def test_a_clock_that_runs_into_nothing_is_told(packs: Packs, told: Told) -> None:
    clock = '[clocks.decide]\nlabel = "Decision"\ndays = 5\ncount = "working"\nstarts = "opened"\nthen = "forget"\n'
    packs.change(FLOW, "[letters.received]", clock + "[letters.received]")
    told("clocks.decide.then", "unknown move 'forget'", "[moves.forget]")


def test_a_clock_that_begins_anew_with_a_move_that_is_none_is_told(packs: Packs, told: Told) -> None:
    clock = '[clocks.decide]\nlabel = "Decision"\ndays = 5\ncount = "working"\nstarts = "opened"\nanew = ["back"]\n'
    packs.change(FLOW, "[letters.received]", clock + "[letters.received]")
    told("clocks.decide.anew", "unknown move 'back'", "[moves.back]")


def test_a_clock_whose_move_the_system_may_not_make_is_told(packs: Packs, told: Told) -> None:
    clock = '[clocks.decide]\nlabel = "Decision"\ndays = 5\ncount = "working"\nstarts = "opened"\nthen = "grant"\n'
    packs.change(FLOW, "[letters.received]", clock + "[letters.received]")
    told("clocks.decide.then", "which the system may not make", 'Add "system"')


def test_a_clock_whose_move_does_not_leave_its_state_is_told(packs: Packs, told: Told) -> None:
    clock = '[clocks.decide]\nlabel = "Decision"\ndays = 5\ncount = "working"\nstarts = "granted"\nthen = "grant"\n'
    packs.change(FLOW, "[letters.received]", clock + "[letters.received]")
    packs.change(FLOW, 'by = ["handler"]', 'by = ["handler", "system"]')
    told("clocks.decide.then", "does not leave 'granted'", "moves.grant.sources")
