"""What the demo says when it is up: where each office of the readme's tour is, and who signs in there."""

import re
from pathlib import Path

from casework.greeting import greet

README = Path(__file__).parents[2] / "README.md"


def test_every_address_and_login_of_the_tour_is_told(settings, capsys, monkeypatch):
    monkeypatch.setattr("casework.greeting.check_keys", lambda _settings: [])
    monkeypatch.setattr("casework.greeting.check_sealing", lambda _settings: [])
    greet(settings)
    said = capsys.readouterr().out
    for slug in set(re.findall(r"`/t/([a-z]+)/", README.read_text(encoding="utf-8"))):
        assert f"{settings.base_url}/t/{slug}/sign-in" in said, slug
