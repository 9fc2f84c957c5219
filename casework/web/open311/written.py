"""Answers in the two formats of the protocol: XML without schema or namespace, and JSON by the Spark convention.

A value is a word, a number, nothing, or a list of things told by name. In JSON a list stays one for a single child, and
what is empty is null; in XML it is an empty element.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response

from casework.web.pack_box import presentable

Thing = Mapping[str, Any]
FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
_CHILD = {"services": "service", "service_requests": "request", "errors": "error"}
_CHILD |= {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}
_CHILD |= {"photos": "photo", "notes": "note"}


def written(root: str, told: Sequence[Thing] | Thing, fmt: str, status: int = 200) -> Response:
    """The answer. `root` names what XML needs a name for; a list has its children's name from it."""
    body = _xml(root, told) if fmt == "xml" else json.dumps(told, ensure_ascii=False).encode()
    return Response(body, status=status, content_type=FORMATS[fmt])


def _xml(root: str, told: Sequence[Thing] | Thing) -> bytes:
    top = Element(root)
    _fill(top, told)
    text: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return text


def _fill(parent: Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, one in value.items():
            _fill(SubElement(parent, name), one)
    elif isinstance(value, list | tuple):
        for one in value:
            _fill(SubElement(parent, _CHILD[parent.tag]), one)
    elif value is not None:
        parent.text = presentable(str(value).lower() if isinstance(value, bool) else str(value))
