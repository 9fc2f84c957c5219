"""At every start each hook of the enforcement is made to fire; an app on which one does not refuses to start."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from casework.base.errors import WallError
from casework.settings import Settings
from casework.store import gate, prover, withheld
from casework.store import session as session_module
from casework.store.registers import db
from casework.store.self_test import try_prover, try_session
from casework.store.session import ViewerSession
from tests.store.looking import plain_app, viewer


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An app of its own for each test: what one takes off it must not be missing in the next."""
    viewer(settings, 0, read=(), write=())  # makes the column role of who may nothing
    app = plain_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


def test_all_hooks_fire_here(app: Flask) -> None:
    try_prover(db.engine)
    try_session(app)


@pytest.mark.parametrize("hook", sorted(prover.HOOKS))
def test_a_hook_of_the_prover_that_is_no_longer_called_is_noticed(
    app: Flask, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    proving = db.engine.dialect.statement_compiler
    monkeypatch.delattr(proving, hook)
    with pytest.raises(WallError, match="does not start"):
        try_prover(db.engine)


def test_an_engine_without_the_prover_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = db.engine.dialect.statement_compiler.__mro__[2]
    monkeypatch.setattr(db.engine.dialect, "statement_compiler", plain)
    with pytest.raises(WallError, match="not written by the prover"):
        try_prover(db.engine)


def test_columns_that_are_no_longer_withheld_are_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        withheld.GuardedLoader,
        "setup_query",
        lambda self, *a, **o: super(withheld.GuardedLoader, self).setup_query(*a, **o),
    )
    with pytest.raises(WallError, match="not withheld"):
        try_prover(db.engine)


def test_an_engine_without_the_gate_is_noticed(app: Flask) -> None:
    event.remove(db.engine, "before_cursor_execute", gate.look_at)
    with pytest.raises(WallError, match="is not refused"):
        try_session(app)


@pytest.mark.parametrize(
    ("what", "hook"),
    [
        ("after_begin", "_enter_the_wall"),
        ("do_orm_execute", "_rewrite"),
        ("before_flush", "_check_writes"),
        ("before_attach", "_only_what_was_seen_here"),
    ],
)
def test_a_hook_of_the_session_that_is_no_longer_called_is_noticed(app: Flask, what: str, hook: str) -> None:
    listener = getattr(session_module, hook)
    event.remove(ViewerSession, what, listener)
    try:
        with pytest.raises(
            Exception, match=r"is not refused|permission denied|go through the viewer's session|primary key"
        ):
            try_session(app)
    finally:
        event.listen(ViewerSession, what, listener, insert=True)  # each of these stood first


def test_bulk_paths_that_came_back_are_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ViewerSession, "bulk_save_objects", Session.bulk_save_objects)
    with pytest.raises(WallError, match="a bulk path is not refused"):
        try_session(app)
