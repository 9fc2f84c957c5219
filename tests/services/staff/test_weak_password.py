"""Passwords that may not be used, and why none is refused for its make."""

import pytest
from flask import Flask

from casework.services.staff.weak_password import weak_password

WORDS = ("Northport Motor Vehicle Agency", "northport-2", "Mira Castellanos", "mira@northport.example")


@pytest.fixture(autouse=True)
def in_app(app: Flask):
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "password1234",
        "Password123!",
        "PASSWORD2026",
        "p4ssw0rd2026!",
        "passwordpassword",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "123456789012",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abababababab",
        "letmein12345",
        "iloveyou2026",
        "welcome12345",
        "administrator1",
        "northport2026!",
        "Northport-Agency-2026",
        "NorthportMotorVehicleAgency1",
        "castellanos99!",
        "mira.northport1",
        "changeme1234",
        "summer2026!!",
        "x" * 1001,
        "nul\x00 in the middle",
        "half a \ud83d pair of it",
    ],
)
def test_what_attackers_try_first_is_refused_with_a_sentence(password: str) -> None:
    said = weak_password(password, WORDS)
    assert said
    assert said.startswith("Enter ")


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet herons",
        "correct horse battery staple",
        "mira likes 3 herons by the quay",
        "bảy con cò lặng lẽ",
        "सात शांत बगुले यहाँ",
        "🦩🦩🦩 flamingo 🦩 parade",
        "48151623421108",
        "z" * 40 + " and then something else entirely",
        "a1B!c2D?" * 16,
        "no capital letters no digits no signs",
    ],
)
def test_any_long_unlikely_text_will_do(password: str) -> None:
    assert weak_password(password, WORDS) is None
