"""Who may release which hold, and on what."""

import pytest

from casework.domain.hold_authority import AUTHORITY, Release, check_release
from casework.domain.holds import STOPS


def codes(code: str, *duties: str, **more: object) -> list[str]:
    told = Release(frozenset(duties), **{"reference": "No. 7", **more})  # type: ignore[arg-type]  # told by name
    return [one.code for one in check_release(code, "City Police", told)]


def test_every_hold_that_can_stop_something_has_somebody_who_releases_it() -> None:
    assert set(AUTHORITY) == set(STOPS)
    assert all(rule.duties for rule in AUTHORITY.values())


@pytest.mark.parametrize(
    ("code", "duties", "more", "expected"),
    [
        ("STOLEN", ["handler", "examiner", "approver"], {}, ["HOLD_NOT_YOURS"]),
        ("STOLEN", ["lead"], {"agency": "Somebody else"}, ["HOLD_OTHER_AGENCY"]),
        ("STOLEN", ["lead"], {"agency": "city  POLICE"}, []),
        ("STOLEN", ["lead"], {"agency": "City Police", "reference": ""}, ["HOLD_RELEASE_UNPROVEN"]),
        ("COURT", ["examiner"], {}, []),
        ("COURT", ["examiner"], {"reference": " "}, ["HOLD_RELEASE_UNPROVEN"]),
        ("COURT", ["cashier"], {}, ["HOLD_NOT_YOURS"]),
        ("FEES_DUE", ["cashier"], {}, []),
        ("FEES_DUE", ["examiner"], {}, ["HOLD_NOT_YOURS"]),
        ("CHILD_SUPPORT", ["cashier"], {}, ["HOLD_OTHER_AGENCY"]),
        ("FRAUD_REVIEW", ["lead"], {"placed_it": True}, ["SAME_PERSON"]),
        ("FRAUD_REVIEW", ["lead"], {"reference": ""}, []),
        ("BANKRUPTCY", ["examiner"], {}, ["HOLD_NOT_YOURS"]),
        ("EMISSIONS", ["system"], {}, []),
        ("LEGAL_HOLD", ["lead"], {}, ["HOLD_NOT_YOURS"]),
        ("NEVER_HEARD_OF", ["lead"], {}, ["HOLD_OTHER_AGENCY"]),
    ],
)
def test_a_hold_is_released_by_its_own_authority_alone(
    code: str, duties: list[str], more: dict[str, object], expected: list[str]
) -> None:
    assert codes(code, *duties, **more) == expected
