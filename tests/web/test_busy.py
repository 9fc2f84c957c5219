"""A database that is busy or gone is answered with a page that says to wait; the log says what was waited for."""

import logging

import psycopg
import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.factories.browser import BASE

SECRET = "CNRY-statement"


def broken(error: psycopg.Error) -> OperationalError:
    return OperationalError(f"select '{SECRET}'", {"name": SECRET}, error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (broken(errors.LockNotAvailable()), "lock_timeout"),
        (broken(errors.QueryCanceled()), "statement_timeout"),
        (broken(errors.DeadlockDetected()), "deadlock"),
        (broken(errors.TooManyConnections()), "max_connections"),
        (broken(psycopg.OperationalError("connection refused")), "no connection to the database"),
        (PoolTimeout("QueuePool limit reached"), "CASEWORK_WEB_THREADS"),
    ],
)
def test_the_reader_is_told_to_wait_and_the_operator_what_happened(
    app: Flask, caplog: pytest.LogCaptureFixture, error: Exception, said: str
) -> None:
    with caplog.at_level(logging.WARNING, "casework.web"), app.test_request_context("/", base_url=BASE):
        app.preprocess_request()
        answer = app.make_response(app.handle_user_exception(error))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert said in caplog.text
    assert SECRET not in caplog.text + answer.get_data(as_text=True)
