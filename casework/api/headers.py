"""Headers that programs send and get: versions, keys against doing things twice, links to more."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import request

from casework.api.bearer import current_bearer
from casework.api.problems import KeyWanted, VersionWanted
from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.services.idempotency import FIELD, Claim, claim_of

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


def page_links(query: Mapping[str, object], **cursors: object | None) -> dict[str, str]:
    """Addresses of the pages beside this one, by relation (`next`, `prev`)."""
    kept = {name: str(value) for name, value in query.items() if value is not None and name != "cursor"}
    return {
        relation: f"{request.path}?{urlencode(kept | {'cursor': str(cursor)})}"
        for relation, cursor in cursors.items()
        if cursor is not None
    }


def link_header(links: Mapping[str, str]) -> dict[str, str]:
    """RFC 8288: `</api/v1/cases?cursor=…>; rel="next"`."""
    told = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
    return {"Link": told} if told else {}
