"""Security headers on every answer; a tenant's colours; light or dark; the ways of writing values."""

from datetime import UTC, date, datetime

import pytest
from flask import g
from flask.testing import FlaskClient

from casework.base.clock import freeze
from casework.base.money import Money
from casework.domain.contrast import contrast
from casework.web import formats
from casework.web.brand import Colours
from tests.web.sample_app import sample_app

GOOD = {"tenant": "#17573f", "night": "#8fd3b4", "band": "#123f2f", "corner": 2}


@pytest.fixture
def client() -> FlaskClient:
    app = sample_app()
    app.config["WTF_CSRF_ENABLED"] = False

    @app.get("/download")
    def download() -> tuple[str, int, dict[str, str]]:
        return "bytes", 200, {"Content-Security-Policy": "sandbox"}

    return app.test_client()


@pytest.mark.parametrize(
    "address", ["/track", "/brand.css", "/static/casework.css", "/error/404", "/static/no.css", "/a/b/c"]
)
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "*" not in policy and "data:" not in policy
    for rule in (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ):
        assert rule in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cache-Control" in answer.headers


def test_pages_are_kept_by_nobody_and_assets_for_a_year(client: FlaskClient) -> None:
    page = client.get("/track")
    assert page.headers["Cache-Control"] == "no-store" and "Cookie" in page.vary
    for part in ("/static/casework.css?v=", "/brand.css?v="):
        address = next(link for link in page.text.split('"') if link.startswith(part))
        assert "immutable" in client.get(address).headers["Cache-Control"]
        assert "no-cache" in client.get(part + "old").headers["Cache-Control"]


def test_a_stricter_policy_of_a_door_stays(client: FlaskClient) -> None:
    assert client.get("/download").headers["Content-Security-Policy"] == "sandbox"


def test_https_is_demanded_only_over_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/track").headers
    assert "Strict-Transport-Security" in client.get("/track", base_url="https://localhost").headers


def test_no_file_beside_the_assets_is_served(client: FlaskClient) -> None:
    for address in (
        "/static/../look.py",
        "/static/%2e%2e/look.py",
        "/static/%2Fetc/passwd",
        "/static/",
        "/static/.",
    ):
        assert client.get(address, follow_redirects=True).status_code == 404


def test_colours_that_cannot_be_read_are_refused_in_words() -> None:
    with sample_app().test_request_context("/"):
        assert Colours("#17573f", "#8fd3b4", "#123f2f", 2).faults() == {}
        faults = Colours("#cccccc", "#333333", "red", 9).faults()
        assert list(faults) == ["tenant", "night", "band", "corner"]
        assert faults["tenant"].startswith("This is too light beside white: contrast 1.6, at least 5.5")
        assert Colours.read({**GOOD, "tenant": "#ffffff"}) is None
        assert Colours.read({**GOOD, "tenant": "#17573f;} body{"}) is None
        assert Colours.read("pine") is None
        assert Colours.read({**GOOD, "corner": None}) is None


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_stylesheet_sets_four_properties(client: FlaskClient) -> None:
    assert client.get("/brand.css").text == (
        ":root { --tenant: #17573f; --tenant-night: #8fd3b4; --tenant-band: #123f2f; --tenant-corner: 2px; }\n"
    )


def test_the_choice_of_light_or_dark_is_kept_and_forgotten(client: FlaskClient) -> None:
    back = {"Referer": "http://localhost/track?a=b"}
    answer = client.post("/scheme", data={"scheme": "dark"}, headers=back)
    assert (answer.status_code, answer.location) == (303, "/track?a=b")
    assert 'data-scheme="dark"' in client.get("/track").text
    client.post("/scheme", data={"scheme": "<b>"}, headers=back)
    assert "data-scheme" not in client.get("/track").text


@pytest.mark.parametrize(
    "referrer", ["https://elsewhere.example/track", "http://localhost//elsewhere.example", ""]
)
def test_the_way_back_never_leads_away(client: FlaskClient, referrer: str) -> None:
    assert client.post("/scheme", data={"scheme": "dark"}, headers={"Referer": referrer}).location == "/"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["$1,234.50", "12,345", "2.1 MB", "a, b, and c", "Vietnamese", "in 3 days", "yesterday"]),
        (
            "es",
            ["$1,234.50", "12,345", "2.1 MB", "a, b y c", "vietnamita", "dentro de 3 días", "ayer"],
        ),
    ],
)
def test_values_are_written_in_the_language_of_the_reader(lang: str, said: list[str]) -> None:
    with freeze(datetime(2026, 11, 21, 20, tzinfo=UTC)), sample_app().test_request_context(f"/?lang={lang}"):
        written = [
            formats.money(Money(123450, "USD")),
            formats.number(12345),
            formats.file_size(2_100_000),
            formats.listed("abc"),
            formats.language_name("vi"),
            formats.relative_day(date(2026, 11, 24)),
            formats.relative_day(date(2026, 11, 20)),
        ]
        assert [text.replace("\xa0", " ") for text in written] == said


def test_instants_are_shown_on_the_tenants_clock_and_told_to_machines_in_utc() -> None:
    with freeze(datetime(2026, 11, 21, 20, tzinfo=UTC)), sample_app().test_request_context("/"):
        late = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
        assert formats.when(late) == '<time datetime="2026-11-21T07:30:00Z">Fri 20 Nov, 23:30</time>'
        assert formats.day(date(2025, 1, 3)) == "Friday 3 January 2025"
        assert formats.day(date(2026, 11, 27)) == "Friday 27 November"
        with pytest.raises(ValueError, match="time zone"):
            formats.when(datetime(2026, 11, 21))


def test_phones_are_written_as_at_home() -> None:
    with sample_app().test_request_context("/"):
        g.tenant = None
        assert formats.phone("+14155550142") == "(415) 555-0142"
        assert formats.phone("+84912345678") == "+84 912 345 678"
        assert formats.phone("call me") == "call me"
        assert formats.phone_link("(415) 555-0142") == "+14155550142"


def test_plain_text_keeps_its_paragraphs_and_nothing_else() -> None:
    assert formats.paragraphs("a\nb\n\n<i>c</i>\r\n\r\n") == "<p>a<br>b</p><p>&lt;i&gt;c&lt;/i&gt;</p>"
