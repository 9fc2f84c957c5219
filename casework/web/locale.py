"""The reader's language: asked for in the address, chosen before, the account's, the browser's, the tenant's."""

from collections.abc import Iterable

from babel import Locale
from flask import Flask, g, request, session
from flask_babel import Babel

from casework.base.paths import shipped

LANGUAGES = ("en", "es", "pt", "hi", "vi")


def offered() -> tuple[str, ...]:
    """The languages of this site, its own first."""
    tenant = g.get("tenant")
    return tuple(tenant.languages) if tenant else LANGUAGES


def choose_language() -> str:
    """One of the offered languages. `?lang=` is remembered for the visit."""
    if request is None or not request:
        return getattr(g, "language", LANGUAGES[0])
    choices = offered()
    asked = request.args.get("lang", "")
    if asked in choices:
        if g.get("tenant") is not None and not _for_programs() and session.get("lang") != asked:
            session["lang"] = asked
        return asked
    staff = g.get("staff")
    if _for_programs() and (spoken := request.accept_languages.best_match(choices)):
        return spoken
    for language in (session.get("lang"), staff.language if staff else None):
        if language in choices:
            return str(language)
    return request.accept_languages.best_match(choices) or choices[0]


def _for_programs() -> bool:
    """Programs carry no cookie, so nothing is remembered for them."""
    return request.path.startswith("/api/")


def choose_timezone() -> str:
    """The tenant's time zone: everybody who deals with an office keeps its hours."""
    tenant = g.get("tenant")
    return tenant.timezone if tenant else "UTC"


def language_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages as pairs of code and own name, for a list to choose from."""
    named = [(code, Locale.parse(code)) for code in codes]
    return [(code, _named(locale, code)) for code, locale in named]


def _named(locale: Locale, code: str) -> str:
    """A language in itself, its first letter large: Tiếng Việt."""
    name = locale.get_language_name(locale) or code
    return name[:1].upper() + name[1:]


def install_locale(app: Flask) -> None:
    """Put Flask-Babel on `app`."""
    app.jinja_env.globals["language_names"] = language_names
    Babel(
        app,
        locale_selector=choose_language,
        timezone_selector=choose_timezone,
        default_translation_directories=str(shipped("translations")),
    )
