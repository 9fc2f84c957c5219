"""One key for a phone number, however it was typed."""

import pytest

from casework.domain.phone import is_phone, phone_key


@pytest.mark.parametrize(
    ("typed", "country", "key"),
    [
        ("(916) 555-0142", "US", "+19165550142"),
        ("+1 916 555 0142", "VN", "+19165550142"),
        ("0912 345 678", "VN", "+84912345678"),
        ("٠٩١٢٣٤٥٦٧٨", "VN", "+84912345678"),
        ("12", "US", "12"),
        ("call me", "US", ""),
    ],
)
def test_a_number_has_one_key_in_its_country(typed: str, country: str, key: str) -> None:
    assert phone_key(typed, country) == key
    assert is_phone(typed, country) == key.startswith("+")
