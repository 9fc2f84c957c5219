"""A program that speaks Open311 GeoReport v2 to one office's endpoint over a real connection, and what it sends."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import psycopg
import pytest
from flask import Flask
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from casework.settings import Database
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant
from tests.web.forwarding.two_offices import served

BASE = "/open311/v2"
FORMATS = pytest.mark.parametrize("fmt", ["xml", "json"])
SENT = {
    "service_code": "pothole",
    "lat": "43.1012",
    "long": "-88.0501",
    "address_string": "Mill Lane 12",
    "description": "A deep hole CNRY-words",
    "first_name": "Ada",
    "last_name": "CNRY-name",
    "email": "cnry-mail@example.org",
    "attribute[danger]": "no",
}


@dataclass(frozen=True)
class Client:
    """A program at one office's endpoint."""

    here: Browser
    key: str

    def ask(self, path: str, fmt: str, wanted: int = 200, **args: str) -> Any:
        """GET a resource."""
        return self._read(self.here.get(f"{BASE}/{path}.{fmt}", query_string=args), fmt, wanted)

    def send(self, fmt: str, status: int = 200, **changed: Any) -> Any:
        """POST a request; a value of None leaves the field out."""
        told = {"api_key": self.key, **SENT, **changed}
        form = {name: value for name, value in told.items() if value is not None}
        path = f"{self.here.home}{BASE}/requests.{fmt}"
        return self._read(self.here.client.post(path, data=form, base_url=self.here.base), fmt, status)

    def _read(self, answer: TestResponse, fmt: str, status: int = 200) -> Any:
        """The answer: children by name, from either format."""
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert "CNRY" not in answer.get_data(as_text=True)
        wanted = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
        assert answer.content_type == wanted[fmt]
        if fmt == "json":
            return json.loads(answer.data)
        assert answer.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        return _told(ElementTree.fromstring(answer.data))


@contextmanager
def connected(app: Flask, office: MadeTenant, key: str) -> Iterator[Client]:
    """The program and the office on both ends of a connection: all that it asks is bytes on a socket."""
    with served(app) as port:
        here = Browser(app, office)
        here.client = HttpClient(_over_http(port))  # type: ignore[assignment]  # it has what a browser uses
        yield Client(here, key)


def errors(answer: TestResponse, fmt: str) -> list[dict[str, Any]]:
    """The errors of an answer, read as the specification writes them; the status is told twice, and is the same."""
    told = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
    assert answer.content_type == told[fmt]
    if fmt == "json":
        found = json.loads(answer.data)
    else:
        root = ElementTree.fromstring(answer.data)
        assert (root.tag, {one.tag for one in root}) == ("errors", {"error"})
        found = [{part.tag: part.text for part in one} for one in root]
    assert found and all(set(one) == {"code", "description"} and one["description"] for one in found)
    assert {str(one["code"]) for one in found} == {str(answer.status_code)}
    return found


def _over_http(port: int) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Sends what it is asked to a server by the library's HTTP client, and hands its answer back."""

    def send(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@!$&'()*+,;=~")
        path += f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
        heads = {name[5:].replace("_", "-"): value for name, value in environ.items() if name[:5] == "HTTP_"}
        if environ.get("CONTENT_TYPE"):
            heads["Content-Type"] = environ["CONTENT_TYPE"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request(environ["REQUEST_METHOD"], path, body or None, heads)
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        start(f"{answer.status} {answer.reason}", answer.getheaders())
        return [content]

    return send


def _told(element: ElementTree.Element) -> Any:
    """An element as JSON would have it by the Spark convention."""
    children = list(element)
    if not children:
        return element.text
    lists = {
        "services",
        "service_requests",
        "errors",
        "attributes",
        "values",
        "endpoints",
        "formats",
        "notes",
    }
    if element.tag in lists:
        return [_told(child) for child in children]
    return {child.tag: _told(child) for child in children}


def without_duty(database: Database, key: str) -> str:
    """The key, once its member has lost their title."""
    with psycopg.connect(database.identity.replace("+psycopg", ""), autocommit=True) as conn:
        found = "select user_id from identity.api_token where id = %s"
        conn.execute(
            f'update identity."user" set titles = %s where id = ({found})', [["nothing"], key.split("_")[2]]
        )
    return key
