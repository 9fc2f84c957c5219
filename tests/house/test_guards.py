"""Every route says who may open it."""

import pytest
from flask import Blueprint, Flask

from casework.policy.guard import guarded, open_to_all
from casework.policy.rulebook import RULEBOOK
from casework.web.doors import house_door
from casework.web.guards import check_guards, guard_for


def test_every_route_and_method_declares_a_known_permission_or_why_it_is_open(app: Flask) -> None:
    check_guards(app)
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            guard = guard_for(app, rule.endpoint, method)
            assert guard is not None, rule
            assert guard.permission in RULEBOOK or len(guard.why) > 10, rule


def test_a_route_without_a_guard_stops_the_start_and_says_what_to_do() -> None:
    app, bare = Flask("bare", static_folder=None), Blueprint("bare", __name__)
    bare.add_url_rule("/bare", view_func=lambda: "bare")
    house_door(app, bare)
    with pytest.raises(RuntimeError, match="@guarded"):
        check_guards(app)


def test_a_permission_that_the_rulebook_does_not_know_stops_the_start() -> None:
    app, odd = Flask("odd", static_folder=None), Blueprint("odd", __name__)
    odd.add_url_rule("/odd", view_func=guarded("moon.land")(lambda: "odd"))
    house_door(app, odd)
    with pytest.raises(RuntimeError, match=r"moon\.land"):
        check_guards(app)


def test_open_to_all_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="why"):
        open_to_all("")


def test_every_path_parameter_says_what_it_takes(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for name, converter in rule._converters.items():
            bounded = getattr(converter, "regex", "") not in ("[^/].*?",) or rule.endpoint == "assets.file"
            assert bounded, f"{rule.rule}: <{name}> takes anything"


def test_nobody_but_readers_of_a_rule_reach_head_and_options_more_than_get(app: Flask, northport) -> None:
    client = app.test_client()
    for method in ("head", "options", "trace"):
        answer = client.open(
            f"/t/{northport.slug}/account/", method=method.upper(), base_url="http://127.0.0.1:8000"
        )
        assert answer.status_code in (303, 401, 405)
        assert not answer.data or answer.status_code == 405 or b"account" not in answer.data.split(b"href")[0]
