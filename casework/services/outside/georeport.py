"""Open311 GeoReport v2 as its other side: ask for services, send a request, look for it, follow it. In XML, which
every endpoint must speak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree

from casework.base.errors import CaseworkError
from casework.domain.outside import Outside
from casework.services.outside.call import Answer, NoAnswer, Question, ask

MOST_IDS = 50
LONGEST_WORDS = 500
_LONGEST_ID = 100
_NOT_TAKEN = (408, 425, 429, 503)
"""Statuses that say: not now. Of any other of the five hundreds nobody knows what was done before it broke."""


class TheyRefused(CaseworkError):
    """The other side says no, in its own words."""

    status = 502

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words[:LONGEST_WORDS]


class NotNow(CaseworkError):
    """The other side is busy, and has taken nothing."""

    status = 503


class NotTheProtocol(NoAnswer):
    """There is an answer, but none of GeoReport v2."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Somebody's Open311 server."""

    outside: Outside
    jurisdiction: str = ""
    loopback: bool = False

    def ask(self, path: str, **args: str) -> list[ElementTree.Element]:
        """The children of the answer to a GET."""
        query = {**self.named, **args}
        return _children(ask(self.outside, Question(path, query), loopback=self.loopback))

    @property
    def named(self) -> dict[str, str]:
        """The jurisdiction, where it needs one."""
        return {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}


@dataclass(frozen=True, slots=True)
class Taken:
    """What they gave for a request: its number at once, a token for it, or neither."""

    id: str = ""
    token: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A request as they tell it."""

    id: str
    is_open: bool
    notes: str = ""
    updated_at: datetime | None = None
    words: str = field(default="", repr=False)


def service_codes(there: Endpoint) -> list[str]:
    """The codes of what may be sent."""
    return [_text(one, "service_code") for one in there.ask("services.xml")]


def asked_by(there: Endpoint, service: str) -> list[str]:
    """The codes of the attributes that a service asks for; none where it has no definition."""
    try:
        parts = there.ask(f"services/{_segment(service)}.xml")
    except TheyRefused:
        return []
    attributes = next((part for part in parts if part.tag == "attributes"), None)
    return (
        [_text(one, "code") for one in attributes if _text(one, "variable") != "false"] if attributes else []
    )


def send(there: Endpoint, form: Iterable[tuple[str, str]], *, key: str, once: str) -> Taken:
    """Hand a request over. `once` names it for an endpoint that keeps what it answered to it.

    Raises NotReached and NotNow (it was not taken), TheyRefused, NoAnswer (it may have been).
    """
    first = there.named | ({"api_key": key} if key else {})
    told = (*first.items(), *form)
    question = Question("requests.xml", form=told, headers={"Idempotency-Key": once})
    parts = _children(ask(there.outside, question, loopback=there.loopback))
    if not parts:
        raise NotTheProtocol
    one = parts[0]
    return Taken(
        _id(one, "service_request_id"), _id(one, "token"), _text(one, "service_notice")[:LONGEST_WORDS]
    )


def id_of(there: Endpoint, token: str) -> str:
    """The number that a token has become; "" as long as there is none."""
    try:
        parts = there.ask(f"tokens/{_segment(token)}.xml")
    except TheyRefused:
        return ""
    return _id(parts[0], "service_request_id") if parts else ""


def look_up(there: Endpoint, ids: Iterable[str]) -> list[Theirs]:
    """These requests, as far as they show them."""
    wanted = ",".join(list(ids)[:MOST_IDS])
    return [_theirs(one) for one in there.ask("requests.xml", service_request_id=wanted)]


def with_words(there: Endpoint, service: str, words: str, since: datetime, until: datetime) -> Theirs | None:
    """The request of a time whose description holds these words: how one finds what was sent when the answer was
    lost, at an endpoint that shows it."""
    span = {"start_date": _stamp(since), "end_date": _stamp(until)}
    for one in there.ask("requests.xml", service_code=service, **span):
        found = _theirs(one)
        if found.id and words in found.words:
            return found
    return None


def _children(answer: Answer) -> list[ElementTree.Element]:
    if answer.status in _NOT_TAKEN:
        raise NotNow
    if 300 <= answer.status < 500:
        raise TheyRefused(_told(answer))
    if answer.status not in (200, 201):
        raise NoAnswer
    return list(_read(answer.body))


def _told(answer: Answer) -> str:
    """Their errors in their own words; without any, the status."""
    try:
        said = [_text(one, "description") for one in _read(answer.body)]
    except NotTheProtocol:
        said = []
    return " ".join(words for words in said if words) or f"HTTP {answer.status}"


def _read(body: bytes) -> ElementTree.Element:
    """An answer without anything that XML can do to its reader: entities and other alphabets are no part of it."""
    try:
        text = body.decode("utf-8-sig")
        if "<!" in text.replace("<![CDATA[", "").replace("<!--", ""):
            raise NotTheProtocol
        root = ElementTree.fromstring(text)  # noqa: S314  # no declaration of types or entities gets here
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        raise NotTheProtocol from None
    for one in root.iter():
        one.tag = one.tag.rpartition("}")[2]  # the namespace that the specification lets pass
    return root


def _theirs(one: ElementTree.Element) -> Theirs:
    status = _text(one, "status").lower()
    return Theirs(
        id=_id(one, "service_request_id"),
        is_open=status != "closed",
        notes=_text(one, "status_notes")[:LONGEST_WORDS],
        updated_at=_instant(_text(one, "updated_datetime")),
        words=_text(one, "description"),
    )


def _text(one: ElementTree.Element, name: str) -> str:
    return " ".join((one.findtext(name) or "").split())


def _id(one: ElementTree.Element, name: str) -> str:
    told = _text(one, name)
    if len(told) > _LONGEST_ID:
        raise NotTheProtocol
    return told


def _segment(told: str) -> str:
    """A code of theirs as one part of a path."""
    return quote(told, safe="")


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
