"""How the house writes values: days with their weekday, times, money, phones, sizes.

Languages say how (Flask-Babel's locale), the tenant says where (its time zone, its country). Times shown are
the tenant's; the `datetime` attribute beside them is UTC.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from babel import Locale, dates, lists, numbers, units
from flask import Flask, g
from flask_babel import get_locale, get_timezone, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from casework.base.clock import now
from casework.base.money import exponent
from casework.base.regions import regional
from casework.web import phones

# English is written as the house writes it; the other languages as their speakers do.
_DAY = {"en": ("EEEE d MMMM", "EEEE d MMMM y"), "en-short": ("EEE d MMM", "EEE d MMM y")}
_UNITS = ((10**9, "digital-gigabyte"), (10**6, "digital-megabyte"), (10**3, "digital-kilobyte"))
_NEAR = 6  # months within which a day is plain without its year


class Amount(Protocol):
    """Money: whole minor units of a currency."""

    @property
    def minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


def reader() -> Locale:
    """The reader's locale; English outside a request."""
    return get_locale() or Locale("en")


def marks() -> Locale:
    """How numbers, amounts and days are written: in the reader's language, as the tenant's country writes it."""
    return Locale.parse(regional(str(reader()), country()))


def local(instant: datetime) -> datetime:
    """The instant on the tenant's clock. Naive instants are refused: they mean nothing."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone before it can be shown.")
    return instant.astimezone(get_timezone() or UTC)


def today() -> date:
    """The day it is now at the tenant's."""
    return local(now()).date()


def day(value: date | datetime, *, year: bool | None = None, short: bool = False) -> str:
    """ "Friday 27 November"; with the year where it is asked for or the day is far off."""
    on = local(value).date() if isinstance(value, datetime) else value
    with_year = abs((on - today()).days) > _NEAR * 30 if year is None else year
    locale = reader()
    if locale.language == "en":
        pattern = _DAY["en-short" if short else "en"][with_year]
        return dates.format_date(on, pattern, locale=locale)
    weekday = dates.format_date(on, "EEE" if short else "EEEE", locale=locale)
    skeleton = ("y" if with_year else "") + ("MMMd" if short else "MMMMd")
    rest = dates.format_skeleton(skeleton, datetime(on.year, on.month, on.day), locale=marks())
    return f"{weekday}{'،' if locale.language == 'ar' else ','} {rest}"


def plain_day(value: date | datetime) -> str:
    """ "2 Sep 2019": a day of a record, where the weekday tells nothing."""
    on = local(value).date() if isinstance(value, datetime) else value
    locale = reader()
    if locale.language == "en":
        return dates.format_date(on, "d MMM y", locale=locale)
    return dates.format_skeleton("yMMMd", datetime(on.year, on.month, on.day), locale=marks())


def last_minute(ends_at: datetime) -> datetime:
    """When something ends, as people say it: midnight at the end of a day is still that day, 23:59."""
    there = local(ends_at)
    return ends_at - timedelta(minutes=1) if there.hour == there.minute == there.second == 0 else ends_at


def clock_time(instant: datetime) -> str:
    """ "8:40", on the tenant's clock."""
    return dates.format_time(local(instant).timetz(), "H:mm", locale=reader())


def when(instant: datetime, *, short: bool = True) -> Markup:
    """A `time` element: day and time for the reader, UTC for machines."""
    said = _("%(day)s, %(time)s", day=day(instant, short=short), time=clock_time(instant))
    exact = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{}</time>').format(exact, said)


def on_day(value: date, *, year: bool | None = None, short: bool = False) -> Markup:
    """A `time` element for a day."""
    return Markup('<time datetime="{}">{}</time>').format(
        value.isoformat(), day(value, year=year, short=short)
    )


def relative_day(value: date | datetime) -> str:
    """ "today", "yesterday", "in 3 days", "9 days ago", counted in calendar days."""
    on = local(value).date() if isinstance(value, datetime) else value
    apart = (on - today()).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if apart in near:
        return near[apart]
    span = timedelta(days=apart)
    return dates.format_timedelta(span, granularity="day", threshold=30, add_direction=True, locale=reader())


def money(amount: Amount) -> str:
    """ "$14,200.00": the currency's own decimals, the reader's marks."""
    value = Decimal(amount.minor).scaleb(-exponent(amount.currency))
    return numbers.format_currency(value, amount.currency, locale=marks())


def short_money(amount: Amount) -> str:
    """ "14.2K": an amount over a bar, without its currency."""
    value = Decimal(amount.minor).scaleb(-exponent(amount.currency))
    return str(numbers.format_compact_decimal(value, locale=marks(), fraction_digits=1))


def number(value: int | float) -> str:
    """A number with the reader's marks."""
    return numbers.format_decimal(value, locale=marks())


def distance(value: int, unit: str) -> str:
    """A reading of an odometer, its unit in words: "48,213 miles"."""
    said = number(value)
    if unit == "mi":
        return ngettext("%(count)s mile", "%(count)s miles", value, count=said)
    return ngettext("%(count)s kilometer", "%(count)s kilometers", value, count=said)


def file_size(octets: int) -> str:
    """ "2.1 MB", in powers of ten as people's devices count. Bytes in our own words: their short form has no plural."""
    for size, unit in _UNITS:
        if octets >= size:
            rounded = round(octets / size, 1) if octets < 10 * size else round(octets / size)
            return units.format_unit(rounded, unit, "short", locale=marks())
    return ngettext("%(count)s byte", "%(count)s bytes", octets, count=number(octets))


def listed(items: Iterable[str], style: str = "standard") -> str:
    """ "one, two and three" (`style="or"`: "one, two or three")."""
    return lists.format_list([str(item) for item in items], style=style, locale=reader())  # type: ignore[arg-type]  # style is checked by babel


def language_name(code: str, *, own: bool = False) -> str:
    """A language by its code, named in the reader's language or in itself."""
    named = Locale.parse(code.replace("-", "_"))
    said = named.get_language_name(named if own else reader()) or code
    return said[:1].upper() + said[1:] if own else said


def phone(text: str) -> str:
    """A phone number as people write it in the tenant's country; left as it is when it is none."""
    return phones.written(text, country())


def phone_link(text: str) -> str:
    """A phone number for a `tel:` address."""
    return phones.dialled(text, country())


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs and line breaks, everything in it escaped."""
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.strip().split("\n")))
        for block in blocks
    )


def country() -> str:
    """The tenant's country, ISO 3166; the United States where no tenant is concerned."""
    tenant = g.get("tenant") if g else None
    return str(getattr(tenant, "country", None) or "US")


def date_order() -> str:
    """The order of day, month and year in the reader's language and the tenant's country: mdy, dmy or ymd."""
    locale = reader()
    if locale.language == "en":
        return "mdy" if country() in ("US", "PH") else "dmy"
    pattern = dates.get_date_format("short", locale=marks()).pattern
    places = {letter: pattern.lower().find(letter) for letter in "dmy"}
    return "".join(sorted(places, key=lambda letter: places[letter]))


def weekday_names() -> list[tuple[str, str]]:
    """Narrow and full names of the days of the week, from Monday."""
    narrow = dates.get_day_names("narrow", "stand-alone", locale=reader())
    wide = dates.get_day_names("wide", "stand-alone", locale=reader())
    return [(narrow[at], wide[at]) for at in range(7)]


def install_formats(app: Flask) -> None:
    """Make the filters and functions known to templates."""
    app.jinja_env.filters.update(
        day=day,
        on_day=on_day,
        plain_day=plain_day,
        clock_time=clock_time,
        when=when,
        relative_day=relative_day,
        money=money,
        number=number,
        distance=distance,
        file_size=file_size,
        listed=listed,
        language_name=language_name,
        phone=phone,
        phone_link=phone_link,
        paragraphs=paragraphs,
    )
    app.jinja_env.globals.update(date_order=date_order, weekday_names=weekday_names)
