"""What every page shows around its content: whose site, its languages and colours, the desk's bar."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from babel import Locale
from flask import Flask, g, request, url_for
from flask_babel import get_locale
from werkzeug.routing import BuildError

from casework.base.values import Value, field
from casework.web.brand import THEMES, Colours
from casework.web.locale import offered
from casework.web.marks import MARKS, WAVES
from casework.web.tenancy import shown

SCHEMES = ("light", "dark")


class Language(Value):
    """A language of this site, named in itself, and where the present page is in it."""

    code: str
    name: str
    url: str
    current: bool = False


class Link(Value):
    """A link of the navigation, the tabs or the foot; `count` is a number of things waiting there, `or_more` if
    it was only counted so far."""

    label: str
    url: str
    count: int | None = None
    current: bool = False
    or_more: bool = False


class Section(Value):
    """A group of links in the desk's side navigation."""

    label: str
    links: tuple[Link, ...]


class Site(Value):
    """Whose pages these are. `mark` is an SVG path on 40 by 40; `brand` the address of the colours."""

    name: str
    home: str
    lang: str = "en"
    direction: str = "ltr"
    line: str = ""
    mark: str = WAVES
    theme: str | None = None
    scheme: str | None = None
    brand: str | None = None
    scheme_url: str | None = None
    languages: tuple[Language, ...] = ()
    links: tuple[Link, ...] = ()
    contact: str = ""


class Standing(Value):
    """What the member reads under just now, for a strip on every page: until when, where it leads, how it ends.

    `urgent`: emergency access; its strip stands on every page, that of a declared purpose only where no other does.
    """

    words: str
    until: datetime
    left: str
    href: str
    end: str
    urgent: bool = False


class Desk(Value):
    """The bar and side of the desk for one member. `user_key` keeps two members' drafts apart."""

    user: str
    title: str
    user_key: str
    home_url: str
    account_url: str
    sign_out_url: str
    search_url: str | None = None
    search_label: str = ""
    sections: tuple[Section, ...] = field(default=())
    standing: tuple[Standing, ...] = field(default=())


class TenantFace(Protocol):
    """What a site needs to know of its tenant."""

    slug: str
    name: str
    languages: Sequence[str]
    profile: Mapping[str, Any]


def current_site() -> Site:
    """The site of the present request; the installation's own where no tenant is concerned. Never fails."""
    tenant: TenantFace | None = g.get("tenant")
    locale = get_locale() or Locale("en")
    scheme = request.cookies.get("scheme")
    lang = str(locale).replace("_", "-")
    if tenant is None:
        return Site(
            name="Casework",
            home="/",
            lang=lang,
            direction=locale.text_direction,
            scheme=scheme if scheme in SCHEMES else None,
            languages=tuple(_language(code, locale) for code in offered()),
        )
    profile = tenant.profile or {}
    colours = Colours.read(profile.get("colours"))
    return Site(
        name=tenant.name,
        home=_address("public.home") or shown(f"/t/{tenant.slug}/"),
        lang=lang,
        direction=locale.text_direction,
        line=_said(profile.get("line"), locale),
        mark=MARKS.get(str(profile.get("mark")), WAVES),
        theme=str(profile["theme"]) if profile.get("theme") in THEMES and colours is None else None,
        scheme=scheme if scheme in SCHEMES else None,
        brand=_address("brand.stylesheet", v=colours.digest) if colours else None,
        scheme_url=_address("brand.choose_scheme"),
        languages=tuple(_language(code, locale) for code in offered()),
        links=_foot(),
        contact=_said(profile.get("contact"), locale),
    )


def _language(code: str, here: Locale) -> Language:
    own = Locale.parse(code.replace("-", "_"))
    name = own.get_language_name(own) or code
    return Language(code, name[:1].upper() + name[1:], _here_in(code), own.language == here.language)


def _here_in(code: str) -> str:
    """The present page in another language. The path is the reader's own: quoted, and never another host's."""
    path = quote(shown("/" + request.path.lstrip("/")))
    query = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{path}?{urlencode([*query, ('lang', code)])}"


def _foot() -> tuple[Link, ...]:
    """Links of the colophon: every page registered under its name by the public pages."""
    pairs: list[tuple[str, Any]] = getattr(g, "foot_links", [])
    return tuple(Link(str(label), url) for label, url in pairs)


def _said(words: object, locale: Locale) -> str:
    """A profile's wording: one sentence for all, or one by language."""
    if isinstance(words, Mapping):
        return str(words.get(locale.language) or words.get("en") or "")
    return str(words or "")


def _address(endpoint: str, **values: Any) -> str | None:
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def install_site(app: Flask) -> None:
    """Give every template `site` and `desk` (None before a door has set `g.desk`)."""

    @app.context_processor
    def around() -> dict[str, Any]:
        return {"site": current_site(), "desk": g.get("desk")}
