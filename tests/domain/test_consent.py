"""From when to when a consent holds."""

from datetime import date

import pytest

from casework.domain.consent import ENDED, HOLDS, LATER, WITHDRAWN, consent_standing

SIGNED, UNTIL, TAKEN = date(2026, 3, 2), date(2026, 6, 30), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("day", "until", "withdrawn", "stands"),
    [
        (date(2026, 3, 1), UNTIL, None, LATER),
        (SIGNED, UNTIL, None, HOLDS),
        (UNTIL, UNTIL, None, HOLDS),  # its last day
        (date(2026, 7, 1), UNTIL, None, ENDED),
        (date(2036, 7, 1), None, None, HOLDS),
        (date(2026, 4, 30), UNTIL, TAKEN, HOLDS),
        (TAKEN, UNTIL, TAKEN, WITHDRAWN),  # from that day on
        (date(2026, 7, 1), UNTIL, TAKEN, WITHDRAWN),  # what came first is told
    ],
)
def test_a_consent_holds_from_its_signature_to_its_end(day, until, withdrawn, stands) -> None:
    assert consent_standing(day, signed_on=SIGNED, until=until, withdrawn_on=withdrawn) == stands
