"""Which addresses of other people's machines we may go to: never one of our own network, however it is written."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.base.values import Value

LONGEST = 300
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1"})
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])")
"""Of a name, never of a number: 127.1, 0x7f.1 and 2130706433 are loopback too."""
_OURS = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "onion")
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_OWN_PORTS = 1024


class Outside(Value):
    """An address outside: where to connect, and what every path there begins with."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        usual = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{self.host}{'' if usual else f':{self.port}'}{self.path}"


def read_outside(text: str, *, loopback: bool = False) -> Outside:
    """The address that somebody typed, in its one form. Raises InvalidInput (`address`) for any we do not go to.

    `loopback` lets it be this very machine, without encryption: a demo and tests have no other.
    """
    told = text.strip()
    try:
        parts = urlsplit(told)
        port = parts.port
    except ValueError:
        raise _wrong() from None
    host = _ascii(parts.hostname or "")
    here = loopback and host in LOOPBACK_NAMES
    if len(told) > LONGEST or not told.isprintable() or not _is_plain(parts):
        raise _wrong()
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise InvalidInput({"address": phrase("Enter an address that begins with https://")})
    if not here and not (_is_public_name(host) and (port is None or port == 443 or port >= _OWN_PORTS)):
        raise InvalidInput(
            {"address": phrase("Enter the name of a public server, without a number as address")}
        )
    return Outside(
        parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/")
    )


def may_connect(number: str, *, loopback: bool = False) -> bool:
    """Whether a connection to this IP address leaves our network; what carries another inside is judged by that."""
    try:
        address = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    return _is_outside(address) or (loopback and address.is_loopback)


def _is_outside(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried:
            return all(_is_outside(one) for one in carried)
        if address.is_site_local or any(address in net for net in _NAT64):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if address.teredo:
        return address.teredo
    if address in _NAT64[0] or address in IPv6Network("::/96"):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    inner = address.ipv4_mapped or address.sixtofour
    return (inner,) if inner else ()


def _is_plain(parts: SplitResult) -> bool:
    """Scheme, name, port and path, and nothing that hides another address."""
    extra = parts.username or parts.password or parts.query or parts.fragment
    return (
        not extra and "@" not in parts.netloc and ".." not in parts.path and bool(_PATH.fullmatch(parts.path))
    )


def _is_public_name(host: str) -> bool:
    labels = host.split(".")
    told = len(host) <= 253 and len(labels) > 1 and all(_LABEL.fullmatch(one) for one in labels)
    return told and bool(_TOP.fullmatch(labels[-1])) and labels[-1] not in _OURS


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def _wrong() -> InvalidInput:
    return InvalidInput(
        {"address": phrase("Enter a whole address, for example https://311.example.gov/open311/v2")}
    )
