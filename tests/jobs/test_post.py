"""Mail that comes in: kept whole, brought to the case it answers, or made to wait; never lost, never believed."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from casework.models import Case, CaseEvent, Document, IntakeFile, IntakeItem, Letter, Message
from casework.services.inbound.drop_folder import FOLDERS, take_drop
from casework.services.inbound.join_mail import Joining, join_mail, mail_to_join, mark_joined
from casework.services.inbound.sort_mail import sort_mail
from casework.services.office import Office, office_by_id
from casework.settings import Settings
from tests.factories.browser import Browser
from tests.factories.mail_corpus import CORPUS, PDF, PLAIN, head, mixed, report
from tests.factories.tenants import MadeTenant, make_tenant
from tests.jobs.test_mail import apply, mails
from tests.working import work_off


@pytest.fixture(scope="module")
def tenant(database: Any) -> MadeTenant:
    return make_tenant(database, "Northport")


PEOPLE = [f"{name}@example.org" for name in ("one", "three", "five", "six", "seven", "eight")]


@pytest.fixture(scope="module")
def post(app: Flask, settings: Settings, tenant: MadeTenant, tmp_path_factory: Any) -> "Iterator[Post]":
    """The folders of this office, and people who got our mail about a case of theirs each."""
    folder = tmp_path_factory.mktemp("drop")
    with pytest.MonkeyPatch.context() as patch:
        changed = replace(app.extensions["casework.settings"], mail_drop=folder, mail_in="mail.example")
        patch.setitem(app.extensions, "casework.settings", changed)
        for name in FOLDERS:
            (folder / tenant.slug / name).mkdir(parents=True)
        for email in PEOPLE:
            apply(Browser(app, tenant), email)
        work_off(app, settings)
        yield Post(app, settings, tenant, folder / tenant.slug)


class Post:
    """Drops mail, has the worker work, and reads what became of it."""

    def __init__(self, app: Flask, settings: Settings, tenant: MadeTenant, drop: Path) -> None:
        self.app, self.settings, self.tenant, self.drop = app, settings, tenant, drop
        with app.app_context():
            self.office: Office = office_by_id(tenant.id)

    def put(self, *raws: bytes) -> None:
        for at, raw in enumerate(raws):
            (self.drop / "new" / f"{at:04d}.mail").write_bytes(raw)
        self.work()

    def work(self) -> None:
        """What the jobs do, one after the other."""
        with self.app.app_context(), self.session() as session:
            take_drop(session)
        for item in self.all(IntakeItem, IntakeItem.status == "received"):
            with self.app.app_context(), self.session() as session:
                sort_mail(session, item.id)
                session.commit()
        for item in self.all(IntakeItem, IntakeItem.status == "joining"):
            self.join(item.id)

    def join(self, item: UUID) -> None:
        with self.app.app_context():
            with self.session() as session:
                joining = mail_to_join(session, item)
                session.commit()
            assert joining
            filed = join_mail(self.office, joining)
            with self.session() as session:
                mark_joined(session, item, filed=filed)
                session.commit()

    def session(self) -> Any:
        return self.office.open(self.office.system("take_post"))

    def all(self, kind: type, *where: Any) -> list[Any]:
        with self.app.app_context(), self.office.open(self.office.system("load_demo")) as session:
            rows = list(session.scalars(select(kind).where(*where)))
            for row in rows:
                session.expunge(row)
            session.commit()
            return rows

    def last(self) -> IntakeItem:
        return max(self.all(IntakeItem), key=lambda one: one.logged_at)

    def sent_to(self, email: str) -> Any:
        """A case of this person's, and the mail we sent them about it."""
        return mails(self.app, email)[-1]


def answer_to(mail: Any, email: str, words: str, *, to: str | None = None, sub: str = "Re: it") -> bytes:
    return head(f"To: {to or mail['Reply-To']}", sender=email, subject=sub) + PLAIN + words.encode()


def case_of(post: Post, mail: Any) -> Case:
    number = re.search(r"[A-Z]+-\d{3}-\d{3}-\d{3}", str(mail["Subject"]))
    assert number
    (case,) = post.all(Case, Case.number == number[0])
    return case


def test_an_answer_by_its_address_joins_the_case_without_the_quotation(post: Post) -> None:
    mail = post.sent_to("one@example.org")
    words = "मेरा जवाब: हाँ।\n\nOn Monday the office wrote:\n> Is it so?\n"
    post.put(answer_to(mail, "One <one@example.org>", words))
    item, case = post.last(), case_of(post, mail)
    assert (item.status, item.case_id) == ("joined", case.id)
    (said,) = post.all(Message, Message.case_id == case.id)
    assert (said.sender, said.body) == ("them", "मेरा जवाब: हाँ।")
    assert not list((post.drop / "new").iterdir())


def test_an_answer_by_the_number_of_our_mail_joins_too(post: Post) -> None:
    mail = post.sent_to("five@example.org")
    raw = head(f"In-Reply-To: {mail['Message-ID']}", sender="five@example.org") + PLAIN + b"Yes"
    post.put(raw)
    assert post.last().status == "joined"


def test_a_forwarded_word_a_wrong_word_and_a_number_in_the_subject_prove_nothing(post: Post) -> None:
    mail = post.sent_to("three@example.org")
    case = case_of(post, mail)
    wrong = re.sub(r"\+.{6}", "+aaaaaa", str(mail["Reply-To"].addresses[0].addr_spec))
    post.put(
        answer_to(mail, "eve@example.org", "I have the forwarded mail"),
        answer_to(mail, "three@example.org", "From alone", to=wrong),
        answer_to(mail, "three@example.org", "A number", to="x@mail.example", sub=f"Re: {case.number}"),
    )
    items = {one.words: one for one in post.all(IntakeItem, IntakeItem.status == "waiting")}
    assert items["I have the forwarded mail"].why == "other_sender"
    assert items["From alone"].why == items["A number"].why == "stranger"
    assert items["A number"].hint_id == items["I have the forwarded mail"].hint_id == case.id
    assert post.all(Message, Message.case_id == case.id) == []


def test_machines_and_our_own_mail_are_set_aside_and_answered_by_nobody(post: Post) -> None:
    mail = post.sent_to("three@example.org")
    before = len(post.all(Letter))
    reply = str(mail["Reply-To"])
    away = head(f"To: {reply}", "Auto-Submitted: auto-replied", sender="three@example.org") + PLAIN + b"Away"
    post.put(away, mail.as_bytes())
    found = {one.why for one in post.all(IntakeItem, IntakeItem.status == "set_aside")}
    assert {"auto", "loop"} <= found
    assert (
        len(post.all(Letter)) == before and post.all(Message, Message.case_id == case_of(post, mail).id) == []
    )


def test_a_storm_from_one_sender_ends(post: Post) -> None:
    post.put(*[head(sender="storm@example.org") + PLAIN + f"Mail {at}".encode() for at in range(25)])
    mine = post.all(IntakeItem, IntakeItem.sender == "storm@example.org")
    assert len(mine) == 25 and sum(one.status == "waiting" for one in mine) <= 21
    assert any(one.why == "too_many" for one in mine)


def test_mail_that_came_back_marks_the_letter_and_only_that_of_its_recipient(post: Post) -> None:
    mail = post.sent_to("five@example.org")
    about = str(mail["Message-ID"])
    (letter,) = post.all(Letter, Letter.case_id == case_of(post, mail).id)
    post.put(report(about, "eve@example.org"))
    assert post.all(Letter, Letter.id == letter.id)[0].bounced_at is None
    assert (post.last().status, post.last().hint_id) == ("set_aside", None)
    post.put(report(about, "five@example.org"))
    assert post.all(Letter, Letter.id == letter.id)[0].bounced_at is not None
    told = post.all(CaseEvent, CaseEvent.case_id == letter.case_id, CaseEvent.kind == "mail_returned")
    assert (post.last().status, post.last().hint_id, len(told)) == ("waiting", letter.case_id, 1)


def test_every_mail_of_the_corpus_is_kept_whole_and_waits_or_is_set_aside(post: Post) -> None:
    known = {one.id for one in post.all(IntakeItem)}
    raws = {name: one.raw or b"\n" for name, one in CORPUS.items()}
    post.put(*raws.values())
    items = [one for one in post.all(IntakeItem) if one.id not in known]
    assert len(items) == len(set(raws.values()))
    assert {one.status for one in items} <= {"waiting", "set_aside"}
    kept = post.all(IntakeFile, IntakeFile.kind == "raw")
    assert {one.id for one in items} <= {one.item_id for one in kept}
    assert sorted(f.size for f in kept if f.item_id in {i.id for i in items}) == sorted(
        map(len, raws.values())
    )


def test_the_same_mail_delivered_twice_is_one_item(post: Post) -> None:
    raw = head(sender="twice@example.org") + PLAIN + b"Once"
    post.put(raw, raw)
    post.put(raw)
    assert len(post.all(IntakeItem, IntakeItem.sender == "twice@example.org")) == 1


def test_a_scan_becomes_an_item_with_the_time_it_came_and_a_broken_one_waits_too(post: Post) -> None:
    for name, content in (("fax/a.pdf", PDF), ("letters/b.pdf", b"no pdf")):
        (post.drop / name).write_bytes(content)
        os.utime(post.drop / name, (1_750_000_000, 1_750_000_000))
    post.work()
    fax = post.all(IntakeItem, IntakeItem.channel == "fax")[-1]
    letter = post.all(IntakeItem, IntakeItem.channel == "letter")[-1]
    assert fax.received_at.timestamp() == letter.received_at.timestamp() == 1_750_000_000
    assert (fax.status, fax.why, letter.status, letter.why) == ("waiting", "scan", "waiting", "unreadable")
    kinds = {file.item_id: file.kind for file in post.all(IntakeFile)}
    assert (kinds[fax.id], kinds[letter.id]) == ("paper", "raw")


def test_files_of_a_mail_are_kept_as_papers_and_those_we_do_not_take_are_named(post: Post) -> None:
    exe = b'Content-Type: application/x-msdownload; name="run.exe"\r\n\r\nMZ'
    scan = b'Content-Type: application/pdf; name="scan.pdf"\r\n\r\n' + PDF
    post.put(head(sender="files@example.org") + mixed(PLAIN + b"See these", scan, exe))
    files = {one.name: one.kind for one in post.all(IntakeFile, IntakeFile.item_id == post.last().id)}
    assert files == {"mail.eml": "raw", "scan.pdf": "paper", "run.exe": "refused"}


def test_files_of_an_answer_are_papers_of_its_case_as_they_were_scanned_and_the_rest_is_not(
    post: Post,
) -> None:
    mail = post.sent_to("eight@example.org")
    exe = b'Content-Type: application/x-msdownload; name="run.exe"\r\n\r\nMZ'
    scan = b'Content-Type: application/pdf; name="scan.pdf"\r\n\r\n' + PDF
    reply = head(f"To: {mail['Reply-To']}", sender="eight@example.org")
    post.put(reply + mixed(PLAIN + b"Here it is", scan, exe))
    item, case = post.last(), case_of(post, mail)
    (paper,) = post.all(Document, Document.case_id == case.id)
    files = {one.name: one for one in post.all(IntakeFile, IntakeFile.item_id == item.id)}
    assert item.status == "joined" and paper.id == files["scan.pdf"].document_id
    assert (paper.name, paper.field, paper.sender) == ("scan.pdf", "by_mail", "them")
    assert (paper.label, paper.scan) == ("identity", files["scan.pdf"].scan)
    assert files["run.exe"].document_id is None and files["mail.eml"].document_id is None
    events = post.all(CaseEvent, CaseEvent.case_id == case.id, CaseEvent.kind == "paper")
    assert [one.detail for one in events] == [{"field": "by_mail"}]


def test_the_worker_does_all_of_it(post: Post) -> None:
    mail = post.sent_to("six@example.org")
    (post.drop / "new" / "one").write_bytes(answer_to(mail, "six@example.org", "By the worker"))
    with post.app.app_context(), post.session() as session:
        take_drop(session)
    for _again in range(2):  # the worker of a test stops when nothing is due; a job then puts in the next
        work_off(post.app, post.settings)
    assert [one.body for one in post.all(Message, Message.case_id == case_of(post, mail).id)] == [
        "By the worker"
    ]


def test_a_killed_join_is_done_once(post: Post) -> None:
    mail = post.sent_to("seven@example.org")
    post.put(answer_to(mail, "seven@example.org", "Once"))
    item, case = post.last(), case_of(post, mail)
    with post.app.app_context():
        again = Joining(item.id, case.id, case.purpose, "en", "Once")
        assert join_mail(post.office, again) == join_mail(post.office, again) == frozenset()
    assert len(post.all(Message, Message.case_id == case.id)) == 1
