"""Answers that send the reader elsewhere."""

from flask import Response, redirect


def go(url: str, status: int = 303) -> Response:
    """A redirect, typed as Flask's own response. 303: whatever was sent, the next page is only looked at."""
    answer = redirect(url, status)
    assert isinstance(answer, Response)
    return answer
