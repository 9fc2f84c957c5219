"""The look of the house, put on an application in one call: templates, filters, stylesheet, headers."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.exceptions import NotFound

from casework.base.paths import shipped
from casework.web.csp import install_headers
from casework.web.formats import install_formats
from casework.web.site import install_site

STATIC = Path(__file__).parent / "static"
_YEAR = 31_536_000
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

assets = Blueprint("assets", __name__)


@lru_cache(maxsize=64)
def content(name: str) -> bytes:
    """The bytes of an asset. NotFound for any other name: nothing but what lies in the folder has one."""
    if name not in {path.name for path in STATIC.iterdir() if path.is_file()}:
        raise NotFound
    return (STATIC / name).read_bytes()


def digest(name: str) -> str:
    """The first digits of an asset's SHA-256, part of its address."""
    return sha256(content(name)).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of an asset; it changes with the content, so browsers may keep it for a year."""
    return url_for("assets.file", name=name, v=digest(name))


@assets.get("/static/<name>")
def file(name: str) -> Response:
    """A stylesheet, the module or the mark: nothing personal, open to everybody."""
    answer = Response(content(name), mimetype=_TYPES[Path(name).suffix])
    answer.set_etag(digest(name))
    fresh = request.args.get("v") == digest(name)
    answer.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if fresh else "public, no-cache"
    answer.make_conditional(request)
    return answer


def install_look(app: Flask) -> None:
    """Dress `app`: call it once, after Flask-Babel and Flask-WTF's CSRFProtect are installed."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_loader = FileSystemLoader(shipped("templates"))
    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(assets)
    install_formats(app)
    install_site(app)
    install_headers(app)
