"""The shipped kinds of tenant: titles, purposes, fees, plates."""

from datetime import date

import pytest

from casework.packs import catalog

KINDS = sorted(catalog().kinds)
AGENCY = catalog().kind("motor_vehicle_agency")
USES = [f"b{number}" for number in range(1, 15)]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_offers_data_change_and_runs_its_jobs(name: str) -> None:
    kind = catalog().kind(name)
    assert "data_change" in kind.workflows
    jobs = {code for code in kind.purposes if code.startswith("system:")}
    assert {"system:send_letter", "system:run_clocks", "system:sweep", "system:load_demo"} <= jobs


@pytest.mark.parametrize("name", KINDS)
def test_no_purpose_opens_everything_to_an_administrator(name: str) -> None:
    kind = catalog().kind(name)
    opened = frozenset().union(
        *(purpose.readable(frozenset({"administrator"})) for purpose in kind.purposes.values())
    )
    assert opened <= {"open", "internal", "contact"}


def test_titles_carry_duties_and_unknown_titles_none() -> None:
    assert AGENCY.duties_of(["title_examiner"]) == {"intake", "handler", "examiner"}
    assert AGENCY.duties_of(["astronaut"]) == frozenset()


@pytest.mark.parametrize("code", USES)
def test_each_permissible_use_demands_its_facts_and_is_off_case(code: str) -> None:
    use = AGENCY.purposes[code]
    assert use.off_case
    assert use.requires
    assert use.source.startswith("18 USC 2721(b)")


def test_highly_restricted_data_opens_to_four_uses_and_to_express_consent_only() -> None:
    sealed = {
        code for code in USES if any("sealed" in classes for classes in AGENCY.purposes[code].opens.values())
    }
    assert {code for code in sealed if not AGENCY.purposes[code].consent} == {"b1", "b4", "b6", "b9"}
    assert sealed - {"b1", "b4", "b6", "b9"} == {"b11", "b13"}


def test_research_sees_nobody() -> None:
    for classes in AGENCY.purposes["b5"].opens.values():
        assert not classes & {"contact", "location", "identity", "sealed"}


def test_a_fee_holds_from_its_day_until_the_day_it_ends() -> None:
    table = AGENCY.fees["vehicle_transfer"]
    assert {row.code for row in table.on(date(2026, 11, 6))} == {
        "transfer",
        "chain",
        "smog_transfer",
        "use_tax_exempt",
        "use_tax",
        "new_plates",
        "late",
    }
    assert table.on(date(2019, 12, 31)) == ()
    assert all(row.source and row.checked_on for row in table.rows)


def test_a_tenants_profile_may_turn_the_regime_of_its_plates() -> None:
    eastvale = AGENCY.with_profile({"plates": {"standard": "owner", "unknown": "owner", "dealer": "nobody"}})
    assert AGENCY.plates["standard"].follows == "vehicle"
    assert eastvale.plates["standard"].follows == "owner"
    assert eastvale.plates["dealer"].follows == "owner"
    days = AGENCY.with_profile({"plates": {"standard": {"follows": "owner", "hold_days": 90}}})
    assert (days.plates["standard"].follows, days.plates["standard"].hold_days) == ("owner", 90)
    for odd in ({"hold_days": -1}, {"hold_days": True}, {"follows": "nobody"}, {}, [], 7, None):
        assert AGENCY.with_profile({"plates": {"standard": odd}}).plates == AGENCY.plates
    assert AGENCY.with_profile({}) == AGENCY
    wide = AGENCY.with_profile({"sybunt": {"includes_lybunt": True}})
    assert wide.giving.sybunt_includes_lybunt and not AGENCY.giving.sybunt_includes_lybunt
    for odd in ({"includes_lybunt": "yes"}, {"includes_lybunt": 1}, "yes", {}):
        assert AGENCY.with_profile({"sybunt": odd}) == AGENCY


def test_more_duties_read_no_less() -> None:
    for kind in catalog().kinds.values():
        for purpose in kind.purposes.values():
            one, both = frozenset({"handler"}), frozenset({"handler", "lead"})
            assert purpose.readable(one) <= purpose.readable(both)
            assert purpose.writable(one) <= purpose.writable(both)
