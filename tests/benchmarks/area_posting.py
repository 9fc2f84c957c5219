"""What one request costs end to end, sent to an office's Open311 endpoint, beside the rows it stores written by hand.

By hand: one transaction of the owner, past every wall, with an order for each table, into the same tables with their
keys, checks and triggers. Both go into the largest office of the ground, in turn.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import psycopg
from flask import Flask
from sqlalchemy import event

from casework.app import create_app
from casework.base.clock import now
from casework.base.ids import new_id, new_secret, secret_hash
from casework.models.identity import ApiToken
from casework.store.bind import release_store
from casework.store.identity import identity_session
from casework.store.registers import db
from tests.benchmarks.ground import Ground
from tests.benchmarks.posting_by_hand import store_rows
from tests.benchmarks.timing import Figure, Way, in_turn, low, middle, show

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 200)
OFFICE = 1
LIMIT = 15.0
"""How many times its rows a request may cost: who sends is known, answers are checked, clocks counted, walls passed."""
BASE = "http://127.0.0.1:8000"
END_TO_END, BY_HAND = "POST to Open311, answered", "its rows by raw SQL"
SENT = {
    "service_code": "pothole",
    "lat": "43.1012",
    "long": "-88.0501",
    "address_string": "Mill Lane 12",
    "description": "A deep hole",
    "first_name": "Ada",
    "last_name": "Lee",
    "email": "ada@posting.example",
    "attribute[danger]": "no",
}


def measure(ground: Ground) -> list[Figure]:
    """How many times the floor a request takes, its milliseconds, and its statements."""
    app = create_app(ground.settings)
    try:
        post = _poster(app, _key(ground, app))
        post()
        asked = _statements(app, post)
        with ground.superuser() as owner:
            owner.autocommit = False
            pack = _pack(owner)
            times = in_turn(
                {END_TO_END: Way(lambda _: post()), BY_HAND: Way(lambda _: store_rows(owner, OFFICE, pack))},
                range(ROUNDS),
            )
    finally:
        release_store(app)
    show(f"one request, {ROUNDS} rounds", times, BY_HAND)
    whole, floor = times[END_TO_END], times[BY_HAND]
    return [
        Figure("POST of a request, end to end / its rows by raw SQL", middle(whole) / middle(floor), LIMIT),
        Figure("POST of a request, the least disturbed tenth, ms", low(whole)),
        Figure("POST of a request, statements", asked, 20.0),
    ]


def _poster(app: Flask, key: str) -> Callable[[], None]:
    client, path = app.test_client(), f"/t/office-{OFFICE}/open311/v2/requests.json"

    def post() -> None:
        answer = client.post(path, data={"api_key": key, **SENT}, base_url=BASE)
        assert answer.status_code == 200, answer.get_data(as_text=True)

    return post


def _statements(app: Flask, post: Callable[[], None]) -> int:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    post()
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def _pack(owner: psycopg.Connection) -> UUID:
    row = owner.execute(
        'select pack_id from "case" where tenant_id = %s order by opened_at desc limit 1', [OFFICE]
    ).fetchone()
    owner.commit()
    assert row is not None
    pack: UUID = row[0]
    return pack


def _key(ground: Ground, app: Flask) -> str:
    """A key of the endpoint, of somebody of this office."""
    row, secret = new_id(), new_secret(256)
    with ground.owner() as owner:
        found = owner.execute(
            'select id from identity."user" where tenant_id = %s limit 1', [OFFICE]
        ).fetchone()
    assert found is not None
    token = ApiToken(
        tenant_id=OFFICE,
        id=row,
        user_id=found[0],
        name="bench",
        secret_hash=secret_hash(secret),
        permissions=["case.open"],
        purpose="request_handling",
        expires_at=now() + timedelta(days=1),
    )
    with app.app_context(), identity_session() as session:
        session.add(token)
        session.commit()
    return f"cw_{OFFICE}_{row.hex}_{secret}"
