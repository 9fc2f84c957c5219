"""Security headers on every answer: pages, files, redirects and errors alike."""

from flask import Flask, Response, request

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_TWO_YEARS = 63_072_000


def security_headers(answer: Response) -> Response:
    """The answer with every header it lacks. A stricter one set by a door (CSP sandbox on files) stays."""
    for name, value in _ALWAYS.items():
        answer.headers.setdefault(name, value)
    if "Cache-Control" not in answer.headers:
        # Personal unless said otherwise: neither a proxy nor the back button may show it to the next reader.
        answer.headers["Cache-Control"] = "no-store"
    if not answer.cache_control.public:
        answer.vary.add("Cookie")
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", f"max-age={_TWO_YEARS}; includeSubDomains")
    answer.headers.pop("Server", None)
    return answer


def install_headers(app: Flask) -> None:
    """Set the headers on every answer of `app`, whatever made it."""
    app.after_request(security_headers)
