"""Tries are limited in the database, so that all workers share one count and a restart forgets nothing.

Each limit is a leaking bucket: `tries` fit, and they leak out evenly over `period`. Keys are hashes: the
table tells nobody's address. A try is counted, and committed, before the work it guards: what fails counts.
"""

import hashlib
import hmac
import ipaddress
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import text

from casework.base.clock import now
from casework.base.errors import CaseworkError
from casework.base.values import Value
from casework.store.identity import identity_session


class Limit(Value):
    """At most `tries` at once, then one more each `period / tries`."""

    name: str
    tries: int
    period: timedelta


QUARTER = timedelta(minutes=15)
SIGN_IN_ACCOUNT = Limit("sign-in by account", 5, QUARTER)
SIGN_IN_DEVICE = Limit("sign-in by known device", 5, QUARTER)
SIGN_IN_ADDRESS = Limit("sign-in by address", 30, QUARTER)
CONFIRM_ACCOUNT = Limit("password confirmed by account", 5, QUARTER)
RESET_ACCOUNT = Limit("reset by account", 3, timedelta(hours=1))
RESET_ADDRESS = Limit("reset by address", 20, timedelta(hours=1))
LINK_ADDRESS = Limit("one-time link by address", 60, timedelta(hours=1))
TRACK_ADDRESS = Limit("tracking by address", 20, QUARTER)
TRACK_NUMBER = Limit("tracking by number", 10, QUARTER)
PAPER_ADDRESS = Limit("paper checked by address", 30, QUARTER)
APPLY_ADDRESS = Limit("application by address", 600, timedelta(hours=1))
"""A whole village may sit behind one address: the library, the carrier's gateway."""
PAY_ADDRESS = Limit("payment by address", 20, timedelta(hours=1))
"""Whoever tries stolen cards needs hundreds."""
OWN_ADDRESS = Limit("own page asked for by address", 10, timedelta(hours=1))
MAIL_TO = Limit("mail to an unverified address", 3, timedelta(days=1))
TOKEN_ADDRESS = Limit("refused token by address", 60, QUARTER)
TOKEN_USE = Limit("requests by token", 1200, timedelta(minutes=1))


class TooManyTries(CaseworkError):
    """The bucket is full. `retry_after` is in whole seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        minutes = max(1, round(retry_after / 60))
        wait = ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", minutes)
        super().__init__(_("There were too many tries.") + " " + wait)
        self.retry_after = retry_after


_SPEND = text("""
insert into identity.attempt as a (tenant_id, bucket, key, spent, counted_at)
values (:tenant, :bucket, :key, 1, :now)
on conflict (tenant_id, bucket, key) do update
   set spent = greatest(0, a.spent - greatest(0, extract(epoch from :now - a.counted_at)) * :rate) + 1,
       counted_at = greatest(a.counted_at, :now)
 where greatest(0, a.spent - greatest(0, extract(epoch from :now - a.counted_at)) * :rate) + 1 <= :tries
returning spent
""")
_REFUND = text("""
update identity.attempt set spent = greatest(0, spent - 1)
 where tenant_id = :tenant and bucket = :bucket and key = :key
""")


def address_of(remote: str | None) -> str:
    """The address to count by: an IPv6 /64 is one household, an IPv4 in IPv6 clothes is IPv4."""
    try:
        address = ipaddress.ip_address(remote or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _key(who: str) -> bytes:
    secret: bytes = current_app.config["THROTTLE_KEY"]
    return hmac.digest(secret, who.encode("utf-8", "surrogatepass"), hashlib.sha256)


def spend(limit: Limit, who: str, *, tenant_id: int) -> None:
    """Count one try, whatever becomes of it; raises `TooManyTries` when none is left."""
    rate = limit.tries / limit.period.total_seconds()
    values = {"tenant": tenant_id, "bucket": limit.name, "key": _key(who), "now": now()}
    with identity_session() as session:
        row = session.execute(_SPEND, {**values, "rate": rate, "tries": limit.tries}).first()
        session.commit()
    if row is None:
        raise TooManyTries(int(1 / rate) + 1)


def refund(limit: Limit, who: str, *, tenant_id: int) -> None:
    """Give back a try that turned out to be rightful."""
    with identity_session() as session:
        session.execute(_REFUND, {"tenant": tenant_id, "bucket": limit.name, "key": _key(who)})
        session.commit()
