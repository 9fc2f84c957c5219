"""What hooks.py gives and reads, who may give a name, and what rules read."""

from datetime import date
from pathlib import Path

import pytest

from casework.hooks import load_hooks
from casework.packs import catalog
from casework.packs.hook_names import hook_names
from casework.packs.registry import HookTaken, effect_named, guard, guard_named
from casework.packs.rules import asked, failing, holds, rule_values

TODAY = date(2026, 11, 21)
TRANSFER = catalog().workflow("vehicle_transfer")


def test_what_the_porch_reads_counts_for_the_pack() -> None:
    names = hook_names(catalog().folders["vehicle_transfer"] / "hooks.py")
    assert {"died_on", "sale_date", "plates_decision", "odometer", "buyers_joined"} <= names.effects[
        "complete_transfer"
    ]
    assert names.guards["no_other_open_transfer"] == {"vin"}


def test_a_name_handed_to_the_porch_beside_the_deed_is_read(tmp_path: Path) -> None:
    text = (
        "from casework.hooks import Deed, effect, fees\n\n\n"
        '@effect("sheet")\ndef sheet(deed: Deed) -> None:\n    fees.ask_fees(deed, event_on="first_day")\n'
    )
    (tmp_path / "hooks.py").write_text(text)
    assert "first_day" in hook_names(tmp_path / "hooks.py").effects["sheet"]


def test_functions_that_call_each_other_are_read_once(tmp_path: Path) -> None:
    text = (
        'from casework.hooks import guard\n\n\n@guard("a")\ndef a(deed):\n    b(deed)\n    deed.answer("x")\n\n\n'
        'def b(deed):\n    a(deed)\n    deed.fact("y")\n'
    )
    (tmp_path / "hooks.py").write_text(text)
    assert hook_names(tmp_path / "hooks.py").guards == {"a": frozenset({"x", "y"})}


def test_no_file_gives_nothing(tmp_path: Path) -> None:
    assert hook_names(tmp_path / "hooks.py").effects == {}


def test_every_hook_that_a_shipped_move_names_is_given_when_loaded() -> None:
    load_hooks(catalog())
    load_hooks(catalog())  # as a second application in one process does
    for workflow in catalog().workflows.values():
        for move in workflow.moves:
            assert all(callable(effect_named(name)) for name in move.effects)
            assert all(callable(guard_named(one.hook)) for one in move.guards if one.hook)


def test_two_files_may_not_give_one_name() -> None:
    def first(deed: object) -> None: ...

    def second(deed: object) -> None: ...

    second.__module__ = "somewhere_else"
    guard("taken_by_a_test")(first)
    with pytest.raises(HookTaken, match="Rename one"):
        guard("taken_by_a_test")(second)


def test_days_money_and_missing_files_are_read_as_rules_need_them() -> None:
    facts = {"sale_date": "2026-11-06", "price": {"minor": 5, "currency": "USD"}}
    values = rule_values(TRANSFER, facts, TODAY)
    assert values["sale_date"] == date(2026, 11, 6)
    assert values["lien_release"] == []
    assert values["plate"] is None
    assert holds(TRANSFER, "price == 5 && size(lien_release) == 0 && sale_date < today", facts, TODAY)


def test_a_question_is_asked_only_while_its_condition_holds() -> None:
    def names(facts: dict[str, object]) -> set[str]:
        return {field.name for field in asked(TRANSFER, TRANSFER.fields, facts, TODAY)}

    assert "price" not in names({})
    assert "price" in names({"transfer_kind": "private_sale"})
    assert "relationship" in names({"transfer_kind": "family"})
    assert "odometer" not in names({"odometer_status": "exempt"})
    assert "id_number" not in names({}) and "id_number" in names({"id_kind": "passport"})


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"sale_date": "2026-11-22"}, ["FUTURE_DATE"]),
        ({"sale_date": "2026-11-21"}, []),
        ({"buyer_name": "Ann Lee", "seller_name": "Ann Lee"}, ["NO_CHANGE"]),
        ({"buyer_name": "Ann Lee", "seller_name": "Ann Lee", "has_co_buyer": True}, []),
        ({"buyer_name": "Ann Lee", "seller_name": "Ann Lee", "transfer_kind": "name_change_only"}, []),
    ],
)
def test_an_application_that_does_not_hold_is_refused(facts: dict[str, object], codes: list[str]) -> None:
    usual = {
        "sale_date": "2026-11-01",
        "lien_open": False,
        "has_co_buyer": False,
        "has_co_seller": False,
        "buyer_name": "Ann Lee",
        "seller_name": "Bo Lee",
    }
    assert [guard.code for guard in failing(TRANSFER, TRANSFER.guards, {**usual, **facts}, TODAY)] == codes
