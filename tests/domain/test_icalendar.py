"""A calendar that calendar programs read."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.icalendar import Due, calendar_text

AT = datetime(2026, 11, 24, 17, tzinfo=timezone(timedelta(hours=-6)))


def due(title: str = "R-1") -> Due:
    return Due("a@b", title, AT, datetime(2026, 11, 1, tzinfo=UTC), 3, "https://office.example/R-1")


def test_a_deadline_is_a_task_in_universal_time() -> None:
    text = calendar_text("My work", [due()])
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "DUE:20261124T230000Z\r\n" in text
    assert text.endswith("END:VTODO\r\nEND:VCALENDAR\r\n")


def test_marks_that_mean_something_are_escaped_and_none_can_add_a_line() -> None:
    text = calendar_text("x", [due("a,b;c\\d\nBEGIN:VEVENT\r\nE")])
    assert "SUMMARY:a\\,b\\;c\\\\d\\nBEGIN:VEVENT\\nE\r\n" in text


@given(st.text(st.characters(exclude_characters=" "), min_size=1, max_size=300))
def test_lines_are_short_and_unfold_to_what_was_said(title: str) -> None:
    text = calendar_text(title, [])
    assert all(len(line.encode("utf-8", "surrogatepass")) <= 75 for line in text.split("\r\n"))
    plain = "".join(c for c in title if c == "\n" or c >= " ")
    said = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    assert f"NAME:{said}\r\n" in text.replace("\r\n ", "")
