"""Mails are read as far as they can be: in every language, however broken, and never by an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.mail_reading import MailRead, read_mail
from casework.domain.mail_text import html_words, new_words
from tests.factories.mail_corpus import CORPUS, head, mixed, report


@pytest.mark.parametrize("name", CORPUS)
def test_a_mail_of_the_corpus_is_read(name: str) -> None:
    known = CORPUS[name]
    mail = read_mail(known.raw)
    assert mail.sender == known.sender
    assert known.subject in mail.subject and known.text in mail.text
    assert mail.machine == known.machine
    assert tuple(file.name for file in mail.files) == known.files
    assert mail.faults == known.faults


@given(st.binary(max_size=600))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert isinstance(read_mail(raw), MailRead)
    assert isinstance(read_mail(head() + raw), MailRead)
    assert isinstance(read_mail(head() + mixed(raw, raw)), MailRead)


@given(st.sampled_from(sorted(CORPUS)), st.integers(0, 100), st.binary(max_size=4))
def test_a_mail_hurt_anywhere_is_read(name: str, share: int, hurt: bytes) -> None:
    raw = CORPUS[name].raw[:5_000]
    at = len(raw) * share // 100
    assert isinstance(read_mail(raw[:at] + hurt + raw[at + 1 :]), MailRead)
    assert isinstance(read_mail(raw[:at]), MailRead)


def test_what_a_mail_answers_to_is_read_first_and_last() -> None:
    many = " ".join(f"<m{at}@x.example>" for at in range(300))
    mail = read_mail(head(f"References: {many}", "In-Reply-To: <letter.1@city.example>") + b"\r\nx")
    assert mail.cites[0] == "<letter.1@city.example>" and mail.cites[-1] == "<m299@x.example>"
    assert len(mail.cites) <= 41


def test_a_report_names_whom_it_did_not_reach_and_what() -> None:
    bounce = read_mail(report("<letter.1@city.example>")).bounce
    assert bounce and bounce.failed == ("ana@example.org",) and bounce.about == ("<letter.1@city.example>",)


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delivered", "2.0.0")]
)
def test_a_report_of_waiting_fails_nobody(action: str, status: str) -> None:
    bounce = read_mail(report("<letter.1@city.example>", action=action, status=status)).bounce
    assert bounce and bounce.failed == ()


@pytest.mark.parametrize(
    ("whole", "new"),
    [
        ("Yes, please.\n\nOn Mon, Jan 5, 2026, City wrote:\n> Is it Oak St?\n> Yours", "Yes, please."),
        ("Sim.\n\nEm seg., 5 de jan. de 2026, Cidade escreveu:\n> Qual rua?", "Sim."),
        ("> Is it Oak St?\nYes.\n> Which number?\n12", "> Is it Oak St?\nYes.\n> Which number?\n12"),
        ("Done\n-----Original Message-----\nFrom: City", "Done"),
        ("> all quoted", "> all quoted"),
        ("Nothing quoted", "Nothing quoted"),
    ],
)
def test_the_quotation_below_an_answer_is_left_out_and_nothing_else(whole: str, new: str) -> None:
    assert new_words(whole) == new


def test_a_page_is_read_as_its_words() -> None:
    assert html_words("<title>x</title><p>a</p><br><li>b<li>c") == "a\n\nb\nc"
    assert html_words("<![if !mso]><p>words<!-- unseen --></p>") == "words"
