"""Scopes and sealed cases name duties that have a part in the purpose, and leave nobody's case unseen."""

from tests.packs.conftest import TENANT, Packs, Told

OPENS = '[purposes.triage.opens]\nhandler = ["open"]\n'


def test_a_scope_of_a_duty_without_a_share_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, OPENS, '[purposes.triage.scopes]\nking = "own"\n' + OPENS)
    told("purposes.triage.scopes.king", "has no share in this purpose", "handler")


def test_a_scope_that_is_none_of_the_three_is_told(packs: Packs) -> None:
    packs.change(TENANT, OPENS, '[purposes.triage.scopes]\nhandler = "team"\n' + OPENS)
    fault = packs.faults()[0]
    assert (fault.key, fault.cure) == ("purposes.triage.scopes.handler", "Write one of own, unit, all")


def test_a_purpose_in_which_nobody_sees_all_cases_is_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, OPENS, '[purposes.triage.scopes]\nhandler = "unit"\n' + OPENS)
    told(
        "purposes.triage.scopes", "leaves nobody who sees a case that is with nobody", "Let one duty see all"
    )


def test_sealed_cases_of_a_duty_without_a_share_are_told(packs: Packs, told: Told) -> None:
    packs.change(TENANT, OPENS, 'sealed_cases = ["king"]\n' + OPENS)
    told("purposes.triage.sealed_cases", "names 'king'", "handler")


def test_who_seals_a_case_must_read_and_write_its_answers(packs: Packs, told: Told) -> None:
    packs.change(TENANT, "[purposes.permits.opens]", 'sealed_cases = ["handler"]\n[purposes.permits.opens]')
    told("purposes.permits.sealed_cases", "can’t store answers of class", "opens and writes")
