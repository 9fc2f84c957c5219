"""What every page shows around its content: whose site it is, its languages, its colours, and the desk's bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from babel import Locale
from flask import Flask, g, request, url_for
from flask_babel import get_locale
from werkzeug.routing import BuildError

from casework.web.brand import THEMES, Colours

WAVES = (
    "M20 2a18 18 0 1 0 0 36 18 18 0 0 0 0-36Zm0 3a15 15 0 0 1 14.6 11.6c-2.2.2-3.8 1-5.2 1.8-1.6.9-2.9 1.6-5 "
    "1.6s-3.400-.7-5-1.600c-1.700-1-3.600-2-6.400-2-2.800 0-4.700 1-6.400 2l-1.500.8A15 15 0 0 1 20 5Zm-14.900 "
    "16c1.200-.2 2.100-.8 3-1.200 1.500-.9 2.800-1.600 4.900-1.600s3.400.7 5 1.600c1.700 1 3.600 2 6.400 2 2.800 0 "
    "4.700-1 6.400-2 1.200-.7 2.300-1.200 3.700-1.500.3 1.300.4 2.100.4 3.100-2.300.2-4 1-5.500 1.800-1.600.9-2.900 "
    "1.600-5 1.600s-3.400-.7-5-1.600c-1.700-1-3.600-2-6.400-2-2.800 0-4.700 1-6.400 2l-.9.500a15 15 0 0 1-.6-2.700Z"
)
SHIELD = (
    "M4 3h32v20c0 7-7 11.500-16 15C11 34.500 4 30 4 23V3Zm3 3v17c0 4.700 4.300 8 10 10.700L18.300 24h3.400l1.300 "
    "9.700c5.700-2.700 10-6 10-10.700V6H7Zm11.700 2h2.600l.4 5h-3.400l.4-5Zm-.6 7.500h3.800l.5 6h-4.800l.5-6Z"
)
CANDLE = (
    "M20 2c1 6 8 9.500 8 17a8 8 0 0 1-16 0c0-4 2.500-6 4-9 .8 2.500 1.600 3.500 2.600 4.300C19.500 10.500 18.500 "
    "6 20 2Zm-9 28h18v3H11v-3Zm3 5h12v3H14v-3Z"
)
SUN = (
    "M20 11a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-1.500-9h3v6h-3V2Zm0 30h3v6h-3v-6ZM2 18.500h6v3H2v-3Zm30 0h6v3h-6v-3Z"
    "M6.200 8.300l2.100-2.100 4.300 4.200-2.200 2.200-4.200-4.300Zm21.200 21.300 2.200-2.200 4.200 4.300-2.100 2.100-4.300-4.200Z"
    "M6.200 31.700l4.200-4.300 2.200 2.200-4.300 4.200-2.100-2.100ZM27.400 10.400l4.300-4.200 2.100 2.100-4.200 4.300-2.200-2.200Z"
)
MARKS = {"waves": WAVES, "shield": SHIELD, "candle": CANDLE, "sun": SUN}
SCHEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of this site, named in itself, and where the present page is in it."""

    code: str
    name: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation, the tabs or the foot; `count` is a number of things waiting there."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A group of links in the desk's side navigation."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Whose pages these are. `mark` is one SVG path on 40 by 40; `brand` the address of the tenant's colours."""

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


@dataclass(frozen=True, slots=True)
class Desk:
    """The bar and side of the desk for one member. `user_key` keeps drafts of two members apart in one browser."""

    user: str
    title: str
    user_key: str
    home_url: str
    account_url: str
    sign_out_url: str
    search_url: str | None = None
    search_label: str = ""
    sections: tuple[Section, ...] = field(default=())


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
        )
    profile = tenant.profile or {}
    colours = Colours.read(profile.get("colours"))
    return Site(
        name=tenant.name,
        home=_address("public.home") or f"/t/{tenant.slug}/",
        lang=lang,
        direction=locale.text_direction,
        line=_said(profile.get("line"), locale),
        mark=MARKS.get(str(profile.get("mark")), WAVES),
        theme=str(profile["theme"]) if profile.get("theme") in THEMES and colours is None else None,
        scheme=scheme if scheme in SCHEMES else None,
        brand=_address("brand.stylesheet", v=colours.digest) if colours else None,
        scheme_url=_address("brand.choose_scheme"),
        languages=tuple(_language(code, locale) for code in tenant.languages),
        links=_foot(),
        contact=_said(profile.get("contact"), locale),
    )


def _language(code: str, here: Locale) -> Language:
    own = Locale.parse(code.replace("-", "_"))
    name = own.get_language_name(own) or code
    query = {key: values for key, values in request.args.lists() if key != "lang"}
    url = _address(request.endpoint, **(request.view_args or {}), **query, lang=code) if request.endpoint else None
    return Language(code, name[:1].upper() + name[1:], url or f"?lang={code}", own.language == here.language)


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
