"""A mail provider's door: what is signed is kept, once; nothing else is, and nobody else's secret fits."""

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.base.clock import now
from casework.models import IntakeItem
from casework.services.inbound.mail_hook import hook_secret, renew_secret
from casework.services.office import office_by_id
from casework.store.identity import identity_session
from tests.factories.mail_corpus import PLAIN, head
from tests.factories.tenants import MadeTenant, make_tenant

BASE = "http://127.0.0.1:8000"


@dataclass
class Provider:
    """Hands mail over for an office."""

    app: Flask
    tenant: MadeTenant

    def secret(self) -> str:
        with self.app.app_context():
            return hook_secret(office_by_id(self.tenant.id).tenant)

    def send(
        self, raw: bytes, *, secret: str = "", at: int | None = None, signed: bytes | None = None
    ) -> Any:
        key = b64decode((secret or self.secret()).removeprefix("whsec_"))
        stamp = str(int(now().timestamp()) if at is None else at)
        told = f"msg_1.{stamp}.".encode() + (raw if signed is None else signed)
        sign = b64encode(hmac.digest(key, told, "sha256")).decode()
        heads = {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": f"v1,{sign}"}
        path = f"/t/{self.tenant.slug}/mail-in"
        return self.app.test_client().post(path, data=raw, headers=heads, base_url=BASE)

    def kept(self) -> int:
        with self.app.app_context():
            office = office_by_id(self.tenant.id)
            with office.open(office.system("take_post")) as session:
                found = session.scalar(select(func.count()).select_from(IntakeItem)) or 0
                session.commit()
                return found


@pytest.fixture(scope="module")
def provider(app: Flask, database: Any) -> Provider:
    return Provider(app, make_tenant(database, "Northport"))


RAW = head(sender="hook@example.org") + PLAIN + "Đèn đường".encode()


def test_a_signed_mail_is_kept_once(provider: Provider) -> None:
    first, again = provider.send(RAW), provider.send(RAW)
    assert first.status_code == again.status_code == 202
    assert first.json == again.json and provider.kept() == 1


@pytest.mark.parametrize("more", [{"secret": "whsec_" + "A" * 43 + "="}, {"at": 1}, {"signed": b"other"}])
def test_what_is_not_signed_just_now_with_this_secret_is_refused(provider: Provider, more: Any) -> None:
    before = provider.kept()
    answer = provider.send(RAW + b"!", **more)
    assert answer.status_code == 401 and answer.json["detail"] and provider.kept() == before


def test_the_secret_of_another_office_and_an_old_one_do_not_fit(provider: Provider, database: Any) -> None:
    other = Provider(provider.app, make_tenant(database, "Northport"))
    assert other.send(RAW, secret=provider.secret()).status_code == 401
    old = other.secret()
    with provider.app.app_context(), identity_session() as session:
        renew_secret(session, other.tenant.slug)
        session.commit()
    assert other.secret() != old and other.send(RAW, secret=old).status_code == 401


def test_no_heads_at_all_and_a_mail_too_long_are_told_so(provider: Provider) -> None:
    path = f"/t/{provider.tenant.slug}/mail-in"
    client = provider.app.test_client()
    assert client.post(path, data=RAW, base_url=BASE).status_code == 401
    assert client.get(path, base_url=BASE).status_code in (404, 405)
