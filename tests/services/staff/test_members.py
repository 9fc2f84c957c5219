"""Inviting, titles, revoking: services on the identity session."""

import uuid

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.models.identity import OneTimeLink, User, UserSession
from casework.services.staff.change_member import give_titles, restore_member, revoke_member
from casework.services.staff.invite_member import invite_member
from casework.services.staff.links import LinkSpent, find_link, make_link, use_link
from casework.services.staff.mail_link import write_link_mail
from casework.services.staff.recognise import recognise
from casework.services.staff.set_password import accept_link
from casework.services.staff.sign_in import SignInRefused, sign_in
from casework.services.tenants.find_tenant import TenantFacts, find_tenant
from casework.settings import Database
from casework.store.identity import identity_session
from tests.factories.tenants import PASSWORD, MadeTenant, make_tenant, make_user

NEW = "nine loud cormorants"


@pytest.fixture
def session(app: Flask):
    with app.app_context(), identity_session() as session:
        yield session


@pytest.fixture
def port(database: Database, session: Session) -> TenantFacts:
    made = make_tenant(database, "Northport")
    found = find_tenant(session, tenant_id=made.id)
    assert found is not None
    return found


def _made(tenant: TenantFacts) -> MadeTenant:
    return MadeTenant(tenant.id, tenant.slug, tenant.name, tenant.kind)


def _boss(database: Database, tenant: TenantFacts) -> uuid.UUID:
    return make_user(database, _made(tenant), "administrator").id


def test_an_invited_person_chooses_a_password_by_the_mailed_link_and_signs_in(
    session: Session, port: TenantFacts, database: Database
) -> None:
    boss = _boss(database, port)
    user = invite_member(
        session, port, email="Ana@Port.example", name="Ana", titles=["administrator"], actor=boss
    )
    with pytest.raises(SignInRefused):
        sign_in(session, "ana@port.example", PASSWORD, tenant_id=port.id)
    mail = write_link_mail(session, "invite", user.id, port)
    assert mail is not None
    assert mail.to == "Ana@port.example"
    accept_link(session, mail.token, "invite", NEW, port)
    token, staff = sign_in(session, "ANA@port.example", NEW, tenant_id=port.id)
    assert staff.titles == ("administrator",)
    assert recognise(session, token, tenant_id=port.id, active=True) is not None


def test_no_usable_link_stands_in_the_database(
    session: Session, port: TenantFacts, database: Database
) -> None:
    boss = make_user(database, _made(port), "administrator")
    mail = write_link_mail(session, "reset", boss.id, port)
    assert mail is not None
    row = session.scalars(select(OneTimeLink).where(OneTimeLink.user_id == boss.id)).one()
    assert mail.token.encode() not in row.token_hash
    assert len(row.token_hash) == 32


def test_a_link_serves_one_purpose_one_tenant_and_once(
    session: Session, port: TenantFacts, database: Database
) -> None:
    user = session.get(User, (port.id, _boss(database, port)))
    token = make_link(session, "reset", tenant_id=port.id, user=user)
    other = make_tenant(database, "Eastvale")
    for purpose, tenant in (("invite", port.id), ("reset", other.id)):
        with pytest.raises(LinkSpent):
            find_link(session, token, purpose, tenant_id=tenant)
    find_link(session, token, "reset", tenant_id=port.id)
    use_link(session, token, "reset", tenant_id=port.id)
    with pytest.raises(LinkSpent):
        use_link(session, token, "reset", tenant_id=port.id)


def test_changed_titles_end_sessions_and_links_of_before(
    session: Session, port: TenantFacts, database: Database
) -> None:
    boss = _boss(database, port)
    other = make_user(database, _made(port))
    token, _ = sign_in(session, other.email, PASSWORD, tenant_id=port.id)
    link = make_link(session, "reset", tenant_id=port.id, user=session.get(User, (port.id, other.id)))
    give_titles(session, port, other.id, ["administrator"], actor=boss)
    assert recognise(session, token, tenant_id=port.id, active=True) is None
    with pytest.raises(LinkSpent):
        find_link(session, link, "reset", tenant_id=port.id)


def test_a_revoked_member_is_out_and_may_come_back(
    session: Session, port: TenantFacts, database: Database
) -> None:
    boss, other = _boss(database, port), make_user(database, _made(port))
    token, _ = sign_in(session, other.email, PASSWORD, tenant_id=port.id)
    revoke_member(session, port, other.id, actor=boss)
    assert recognise(session, token, tenant_id=port.id, active=True) is None
    with pytest.raises(SignInRefused):
        sign_in(session, other.email, PASSWORD, tenant_id=port.id)
    restore_member(session, port, other.id, actor=boss)
    assert recognise(session, token, tenant_id=port.id, active=True) is None
    sign_in(session, other.email, PASSWORD, tenant_id=port.id)


def test_the_last_administrator_stays(session: Session, port: TenantFacts, database: Database) -> None:
    boss = _boss(database, port)
    for act in (
        lambda: revoke_member(session, port, boss, actor=boss),
        lambda: give_titles(session, port, boss, [], actor=boss),
    ):
        with pytest.raises(Refused, match="without an administrator") as refused:
            act()
        assert refused.value.code == "LAST_ADMINISTRATOR"
        session.rollback()
        stays = session.get_one(User, (port.id, boss))
        assert (stays.status, stays.titles) == ("active", ["administrator"])


def test_a_member_of_another_tenant_is_nobody_here(
    session: Session, port: TenantFacts, database: Database
) -> None:
    boss = _boss(database, port)
    stranger = make_user(database, make_tenant(database, "Eastvale"), "administrator")
    with pytest.raises(NotFound):
        revoke_member(session, port, stranger.id, actor=boss)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"titles": ["emperor"]}, "titles"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_a_faulty_invitation_names_the_field(
    session: Session, port: TenantFacts, wrong: dict[str, object], field: str
) -> None:
    good = {"email": "a@port.example", "name": "Ana", "titles": ["administrator"], "actor": None}
    with pytest.raises(InvalidInput) as told:
        invite_member(session, port, **(good | wrong))
    assert list(told.value.errors) == [field]


def test_acts_about_accounts_stand_in_the_ledger(
    session: Session, port: TenantFacts, database: Database
) -> None:
    boss, other = _boss(database, port), make_user(database, _made(port))
    give_titles(session, port, other.id, ["administrator"], actor=boss)
    revoke_member(session, port, other.id, actor=boss)
    session.commit()
    with psycopg.connect(database.owner.replace("+psycopg", "", 1)) as conn:
        rows = conn.execute(
            "select act, actor_kind, actor_id, subjects from ledger_entry where tenant_id = %s order by id",
            [port.id],
        ).fetchall()
    assert rows == [
        ("member.titles", "member", boss, [other.id]),
        ("member.revoke", "member", boss, [other.id]),
    ]


def test_sessions_are_stored_by_hash_only(session: Session, port: TenantFacts, database: Database) -> None:
    user = make_user(database, _made(port))
    token, _ = sign_in(session, user.email, PASSWORD, tenant_id=port.id)
    row = session.scalars(select(UserSession).where(UserSession.user_id == user.id)).one()
    assert token.encode() not in row.token_hash
