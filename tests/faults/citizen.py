"""A citizen on a bad line: sends a request page by page, and tries again whenever nothing comes back."""

import http.client
import re
import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_NUMBER = re.compile(r"\b[A-Z]-\d{3}-\d{3}-\d{3}\b")
_SERVICE = "data_change"
_PAGES = {
    "correction": {"subject": "name", "now_says": "Anna", "should_say": "Ana"},
    "you": {"name": "Ana", "email": "ana@example.org", "phone": ""},
    "evidence": {},
}


class Citizen:
    """One reader at `http://127.0.0.1:<port>/t/<slug>`, seen from an address of their own."""

    def __init__(self, port: int, slug: str, number: int) -> None:
        self._at = f"http://127.0.0.1:{port}/t/{slug}"
        self._from = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def apply(self) -> str:
        """Fill the form, send it, and read the number on the receipt: the office has acknowledged it."""
        for name, boxes in _PAGES.items():
            self._send(f"/apply/{_SERVICE}/{name}", {**boxes, "act": "continue"})
        self._send(f"/apply/{_SERVICE}/check", {"truth": "1", "person": "1"})
        found = _NUMBER.search(self._fetch(f"/apply/{_SERVICE}/receipt"))
        assert found, "a receipt without a number"
        return found[0]

    def _send(self, path: str, boxes: dict[str, str]) -> None:
        page = self._fetch(path)
        token = _TOKEN.search(page)
        if token is None:  # the answer to an earlier try got lost: it was taken, and this page is past
            return
        self._fetch(path, urlencode({**boxes, "csrf_token": token[1]}).encode())

    def _fetch(self, path: str, body: bytes | None = None) -> str:
        """What comes back, redirects followed; keeps trying while the office does not answer."""
        deadline, last = time.monotonic() + 240, ""
        while True:
            request = Request(self._at + path, data=body, headers={"X-Forwarded-For": self._from})
            try:
                with self._opener.open(request, timeout=20) as answer:
                    return answer.read().decode()
            except HTTPError as refused:
                with refused:
                    assert refused.code in (500, 502, 503), (
                        f"{refused.code} at {path}: {refused.read()[:300]!r}"
                    )
                    last = str(refused.code)
            except (URLError, OSError, http.client.HTTPException) as silence:
                last = repr(silence)
            assert time.monotonic() < deadline, f"nobody answers at {path}, last: {last}"
            time.sleep(0.2)
