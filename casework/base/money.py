"""Money in whole minor units of one currency: never mixed, and what a person typed is never rounded."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.numbers import get_decimal_symbol, get_group_symbol

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.base.values import Value

# ISO 4217: every currency not named here has two decimals.
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_SIGNS = r"R\$|US\$|Rs\.?|[\u20a0-\u20cf$£¥đ]"  # how people mark the currency beside the figures
_LARGEST = 10**15  # fits a bigint column with room for sums


class Money(Value):
    """An amount: `minor` units (cents; whole dong) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError(f"{self.currency!r} is no ISO 4217 currency code.")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def times(self, rate: Decimal | Fraction | int) -> "Money":
        """The amount multiplied, rounded half-up to a minor unit."""
        exact = self.minor * Fraction(rate)
        return Money(half_up(exact), self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(
                f"{self.currency} and {other.currency} cannot be reckoned together without a rate."
            )
        return other.minor


def exponent(currency: str) -> int:
    """How many decimals the currency has: USD 2, VND 0, KWD 3."""
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE else 2


def half_up(exact: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    whole = (abs(exact.numerator) * 2 + exact.denominator) // (exact.denominator * 2)
    return -whole if exact < 0 else whole


def from_decimal(amount: Decimal, currency: str) -> Money:
    """Money from a reckoned amount in major units, rounded half-up."""
    scaled = amount.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(scaled), currency)


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum; zero of `currency` when there is nothing to add."""
    return sum(amounts, start=Money(0, currency))


def allocate(whole: Money, weights: Sequence[int]) -> list[Money]:
    """`whole` shared by weight without losing a minor unit: largest remainder, earlier places first."""
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("Sharing an amount needs at least one weight above zero and none below.")
    sign, minor, all_weights = (-1 if whole.minor < 0 else 1), abs(whole.minor), sum(weights)
    shares = [minor * weight // all_weights for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(minor * weights[i] % all_weights), i))
    for place in by_remainder[: minor - sum(shares)]:
        shares[place] += 1
    return [Money(sign * share, whole.currency) for share in shares]


def parse(text: str, currency: str, locale: str = "en") -> Money:
    """The amount a person typed in their language's way. Raises InvalidInput under the key `amount`."""
    plain = _plain_digits(text, currency)
    decimals = exponent(currency)
    for point, group in _marks(locale):
        matched = re.fullmatch(_number(point, group), plain)
        if matched:
            return _money(matched, group, decimals, currency)
    raise InvalidInput({"amount": phrase("Enter an amount in figures, for example %(sample)s", sample="120")})


def _money(matched: re.Match[str], group: str, decimals: int, currency: str) -> Money:
    whole, part = matched["whole"].replace(group, ""), (matched["part"] or "")
    if len(part) > decimals:
        said = (
            phrase("Enter the amount without decimals. This currency has none")
            if decimals == 0
            else phrase("Enter the amount with %(count)s decimals at most", count=decimals)
        )
        raise InvalidInput({"amount": said})
    minor = int(whole + part.ljust(decimals, "0")) if len(whole) <= 18 else _LARGEST
    if minor >= _LARGEST:
        raise InvalidInput({"amount": phrase("Enter a smaller amount. This one is too large to record")})
    return Money(-minor if matched["sign"] else minor, currency)


def _plain_digits(text: str, currency: str) -> str:
    kept = unicodedata.normalize("NFKC", text[:80]).replace("\N{MINUS SIGN}", "-").strip()
    kept = re.sub(
        rf"^{currency}|{currency}$|R\$|US\$|Rs\.?|[\u20a0-\u20cf$\u00a3\u00a5\u0111]",
        "",
        kept,
        flags=re.IGNORECASE,
    )
    return "".join(str(unicodedata.decimal(c, c)) for c in kept if not c.isspace())


def _marks(locale: str) -> list[tuple[str, str]]:
    own = (get_decimal_symbol(locale), get_group_symbol(locale).strip() or " ")
    # Somebody on a foreign keyboard: the other way round is taken too where it can only mean one thing.
    return [own, (".", ","), (",", ".")]


def _number(point: str, group: str) -> str:
    p, g = re.escape(point), re.escape(group)
    # Western groups of three, or Indian groups of two before the last three.
    whole = rf"\d{{1,3}}(?:{g}\d{{3}})+|\d{{1,2}}(?:{g}\d{{2}})*{g}\d{{3}}|\d+"
    return rf"(?P<sign>-)?(?P<whole>{whole})(?:{p}(?P<part>\d+))?"
