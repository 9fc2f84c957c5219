"""The time that laws give for records, as they count it: the shipped presets and a list of what happened."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.packs import catalog
from casework.services.deadlines.happened import Happened
from casework.services.deadlines.running import Running, running_clocks
from casework.services.deadlines.time_rules import CalendarInForce, TimeRules, calendar_by

KIND, FLOW = catalog().kind("council"), catalog().workflow("records_request")
LONDON, PLACE = "Europe/London", {"uk": "Europe/London", "us": "America/New_York"}
ASKED, WENT_ON, FEE = ("ask", "clarifying"), ("answer", "searching"), ("fee_notice", "fee_asked")


def rules(zone: str) -> TimeRules:
    calendar = calendar_by({"country": "GB" if zone == LONDON else "US", "subdivisions": []}, zone)
    return TimeRules(CalendarInForce(0, {}, calendar), (), KIND.laws)


def counted(law: str, received: str, story: list[tuple[str, str, str]], now: str) -> Running:
    """The clock of the answer. A story is (day, move or `extend`, state or amount)."""
    zone = PLACE[law[:2]]
    happened = [Happened(at(zone, received), "opened", "received", "applicant", {"law": law}, "open")]
    for day, what, to in story:
        if what == "extend":
            detail = {"clock": "answer", "by": int(to)}
            happened.append(Happened(at(zone, day), "extended", None, "member", detail, None))
        else:
            happened.append(Happened(at(zone, day), "moved", to, "member", {}, what))
    clocks = running_clocks(FLOW, happened, rules(zone), at(zone, now))
    return next(one for one in clocks if one.clock.name == "answer")


def at(zone: str, day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def to(day: str, what: tuple[str, str]) -> tuple[str, str, str]:
    return (day, *what)


@pytest.mark.parametrize(
    ("law", "received", "story", "due"),
    [
        pytest.param("uk_foia", "2026-12-18", [], "2027-01-21", id="a Scottish holiday counts in England too"),
        pytest.param("uk_foia", "2026-12-19", [], "2027-01-21", id="received on a Saturday"),
        pytest.param("uk_foia", "2026-11-02", [], "2026-12-01", id="St Andrew's day is no working day"),
        pytest.param(
            "uk_foia",
            "2026-11-02",
            [to("2026-11-09", ASKED), to("2026-11-16", WENT_ON)],
            "2026-12-15",
            id="anew with the answer to a question",
        ),
        pytest.param(
            "uk_foia",
            "2026-11-02",
            [to("2026-11-09", FEE), ("2026-11-13", "fee_paid", "searching")],
            "2026-12-08",
            id="both days of a fee notice are disregarded",
        ),
        pytest.param("uk_foia", "2026-11-02", [("2026-11-20", "extend", "20")], "2026-12-31", id="public interest"),
        pytest.param("uk_eir", "2026-11-02", [], "2026-12-01", id="environment"),
        pytest.param("us_foia", "2026-11-23", [], "2026-12-22", id="federal"),
        pytest.param("us_foia", "2026-11-23", [("2026-12-01", "extend", "10")], "2027-01-07", id="unusual"),
        pytest.param(
            "us_foia",
            "2026-11-02",
            [to("2026-11-04", ASKED), to("2026-11-09", WENT_ON), to("2026-11-12", ASKED), to("2026-11-20", WENT_ON)],
            "2026-12-07",
            id="only the first question stops it",
        ),
        pytest.param(
            "us_foia",
            "2007-11-01",
            [to("2007-11-05", ASKED), to("2007-11-13", WENT_ON)],
            "2007-12-03",
            id="no question stopped it before 2009",
        ),
        pytest.param("us_ca", "2026-11-20", [], "2026-11-30", id="California, ten days"),
        pytest.param("us_ca", "2026-11-20", [("2026-11-25", "extend", "14")], "2026-12-14", id="at most fourteen more"),
        pytest.param("us_ca", "2026-11-19", [], "2026-11-30", id="a last day that is closed"),
        pytest.param(
            "us_ca", "2026-11-20", [to("2026-11-23", ASKED), to("2026-11-27", WENT_ON)], "2026-11-30", id="no stop"
        ),
    ],
)  # fmt: skip
def test_an_answer_is_due_when_the_law_of_the_day_of_receipt_says(
    law: str, received: str, story: list[tuple[str, str, str]], due: str
) -> None:
    last = max([received, *(day for day, _, _ in story)])
    assert counted(law, received, story, last).deadline.due_on.isoformat() == due


def test_a_question_asked_too_late_begins_nothing_anew() -> None:
    late = [to("2026-12-03", ASKED), to("2026-12-10", WENT_ON)]
    found = counted("uk_foia", "2026-11-02", late, "2026-12-10")
    assert found.deadline.late and found.deadline.due_on.isoformat() == "2026-12-01"


def test_the_clock_says_its_law_and_how_much_more_that_allows() -> None:
    clocks = {law: counted(law, "2026-11-02", [], "2026-11-02").clock for law in KIND.laws}
    assert {law: clock.extend for law, clock in clocks.items()} == {
        "us_ca": 14,
        "us_foia": 10,
        "uk_foia": 20,
        "uk_eir": 20,
    }
    assert all(clock.statutory and clock.source for clock in clocks.values())


def test_an_office_under_no_law_answers_by_its_own_promise() -> None:
    happened = [Happened(at(LONDON, "2026-11-02"), "opened", "received", "applicant", {}, "open")]
    found = running_clocks(FLOW, happened, rules(LONDON), at(LONDON, "2026-11-03"))
    assert [(one.clock.name, one.deadline.total, one.clock.statutory) for one in found] == [
        ("answer", 20, False)
    ]


AGREED = {"agreement": {"number": "S-2026-00001", "level": "Press", "first_hours": None, "done_hours": 40}}


def agreed(hours: int, *, extended: int = 0) -> Running:
    told = {"agreement": {**AGREED["agreement"], "done_hours": hours}}
    happened = [
        Happened(at(LONDON, "2026-11-02"), "opened", "received", "applicant", {"law": "uk_foia"}, "open"),
        Happened(at(LONDON, "2026-11-02"), "sorted", None, "member", told, None),
        Happened(
            at(LONDON, "2026-11-04"), "extended", None, "member", {"clock": "answer", "by": extended}, None
        ),
    ]
    found = running_clocks(FLOW, happened, rules(LONDON), at(LONDON, "2026-11-05"))
    return next(one for one in found if one.clock.name == "answer")


def test_an_agreement_promises_sooner_and_the_law_stays_beside_it() -> None:
    one = agreed(40)
    assert one.legal is not None and one.agreed is not None and one.agreed.number == "S-2026-00001"
    assert one.deadline.due_on.isoformat() == "2026-11-09" and one.deadline.total == 40 * 60
    assert one.legal.due_on.isoformat() == "2026-12-01" and "10" in one.legal_source
    assert one.due_at == one.deadline.due_at and [leg for leg, _ in one.legs()] == ["promise", "law"]


def test_an_agreement_never_gives_an_office_more_time_than_the_law() -> None:
    one = agreed(2000)
    assert one.agreed is None and one.legal is None and one.deadline.due_on.isoformat() == "2026-12-01"


def test_what_a_law_lets_an_office_add_moves_the_law_and_not_what_was_agreed() -> None:
    usual, longer = agreed(40), agreed(40, extended=20)
    assert longer.deadline.due_on == usual.deadline.due_on
    assert longer.legal is not None and longer.legal.due_on.isoformat() == "2026-12-31"
    assert longer.extended is longer.legal and longer.extended.counting.cycle.extra == 20
