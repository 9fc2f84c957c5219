"""Headers that programs send and get: versions, keys against doing things twice, links to more."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import request

from casework.api.bearer import current_bearer
from casework.api.problems import KeyWanted, VersionWanted
from casework.api.strict_json import read_json
from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.services.idempotency import FIELD, Claim, claim_of

LONGEST_FACTS = 4000
_TAG = re.compile(r'"([1-9][0-9]{0,8})"')


def tag_of(version: int) -> str:
    """The ETag of a case at this version."""
    return f'"{version}"'


def wanted_version() -> int | None:
    """The version in If-Match; None for `*`. Raises VersionWanted where the header is missing."""
    told = request.headers.get("If-Match", "").strip()
    if not told:
        raise VersionWanted
    if told == "*":
        return None
    found = _TAG.fullmatch(told)
    if found is None:
        raise InvalidInput({"If-Match": phrase("Send the ETag as you got it, with its quotation marks.")})
    return int(found[1])


def claim(body: Mapping[str, object], *, required: bool = True) -> Claim | None:
    """The claim that Idempotency-Key makes on this request; None when there is none and none is needed."""
    key = request.headers.get(FIELD)
    if key is None:
        if required:
            raise KeyWanted
        return None
    bearer = current_bearer()
    return claim_of(f"token:{bearer.token_id}", key, request.method, request.path, bearer.purpose, body)


def purpose_facts() -> Mapping[str, Any] | None:
    """The facts that a purpose demands with each reading, from Purpose-Facts: a JSON object in ASCII."""
    told = request.headers.get("Purpose-Facts")
    if told is None:
        return None
    facts = read_json(told.encode("latin-1", "replace")) if len(told) <= LONGEST_FACTS else None
    if not isinstance(facts, dict):
        raise InvalidInput({"Purpose-Facts": phrase("Send a JSON object: the facts by their names.")})
    return facts


def page_links(query: Mapping[str, object], **cursors: object | None) -> dict[str, str]:
    """Addresses of the pages beside this one, by relation (`next`, `prev`)."""
    kept = {name: str(value) for name, value in query.items() if value is not None and name != "cursor"}
    return {
        relation: f"{request.path}?{urlencode(kept | {'cursor': str(cursor)})}"
        for relation, cursor in cursors.items()
        if cursor is not None
    }


@contextmanager
def naming_the_cursor() -> Iterator[None]:
    """What services call `after`, programs sent as `cursor`."""
    try:
        yield
    except InvalidInput as wrong:
        raise InvalidInput(
            {"cursor" if name == "after" else name: said for name, said in wrong.sayings.items()}
        ) from None


def link_header(links: Mapping[str, str]) -> dict[str, str]:
    """RFC 8288: `</api/v1/cases?cursor=…>; rel="next"`."""
    told = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
    return {"Link": told} if told else {}
