"""What lies in the post of the demo: mails in three languages, a fax, a letter, and what was set aside."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

from sqlalchemy import select

from casework.base.values import Value
from casework.models import IntakeItem
from casework.services.demo.cases import Stage
from casework.services.inbound.keep_mail import keep_mail
from casework.services.inbound.keep_scan import Scan, keep_scan
from casework.services.inbound.sort_mail import sort_mail
from casework.store.session import ViewerSession

WITH_POST = ("lakeshore", "northport", "riverbend", "eastvale")


class Came(Value):
    """A mail of the demo: how many days ago, from whom, about what."""

    days: int
    sender: str
    subject: str
    words: str
    scan: str = ""
    head: tuple[str, str] | None = None


MAILS = (
    Came(
        3,
        "सुनीता राव <sunita.rao@example.org>",
        "सड़क की बत्ती",
        "नमस्ते,\n\nओक स्ट्रीट 14 के सामने की बत्ती तीन दिन से नहीं जल रही। रात को वहाँ बहुत अँधेरा रहता है।\n\nसुनीता राव",
    ),
    Came(
        1,
        "Trần Minh <minh.tran@example.org>",
        "Giấy tờ quý vị yêu cầu",
        "Kính gửi quý cơ quan,\n\nTôi gửi kèm bản quét giấy tờ. Tôi không tìm thấy số hồ sơ.\n\nTrần Minh",
        scan="giay-to.pdf",
    ),
    Came(
        1,
        "João Costa <joao.costa@example.org>",
        "Pergunta",
        "Bom dia,\n\nqual é o horário de atendimento na sexta-feira?\n\nJoão Costa",
    ),
    Came(
        2,
        "Ana Reyes <ana.reyes@example.org>",
        "Out of office: your request",
        "I am away until Monday.",
        head=("Auto-Submitted", "auto-replied"),
    ),
    Came(
        4,
        "Town news <news@list.example>",
        "This week in town",
        "Market on Saturday.",
        head=("List-Id", "<news.list.example>"),
    ),
)
SCANS = (
    (2, "fax", "fax-0142.pdf", "Fax of two pages", "+1 555 0142", "Please see the form on the next page."),
    (6, "letter", "letter-17.pdf", "Letter from H. Olsen", "H. Olsen", "Dear office, I wrote to you in May."),
)


def plant_post(stage: Stage) -> None:
    """Put it there, once."""
    if stage.demo.slug not in WITH_POST:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        # A mail that came back lies there before this; scans come with the post alone.
        if session.scalar(select(IntakeItem.id).where(IntakeItem.channel == "fax").limit(1)) is None:
            for mail in MAILS:
                sort_mail(
                    session,
                    keep_mail(session, _mail(stage, mail), source="drop", received_at=_at(stage, mail.days)),
                )
            _scan_all(session, stage)
        session.commit()


def _scan_all(session: ViewerSession, stage: Stage) -> None:
    for days, channel, name, subject, sender, words in SCANS:
        scan = Scan(channel, "drop", _at(stage, days), name, BytesIO(a_page(words)), subject, sender)
        keep_scan(session, scan, again=name)


def _at(stage: Stage, days: int) -> datetime:
    return datetime.combine(stage.day - timedelta(days=days), time(16, 20), UTC)


def _mail(stage: Stage, mail: Came) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = mail.sender, f"{stage.demo.slug}@mail.example"
    made["Subject"] = mail.subject
    made["Message-ID"] = f"<{stage.demo.slug}.{mail.days}.{len(mail.words)}@example.org>"
    if mail.head:
        made[mail.head[0]] = mail.head[1]
    made.set_content(mail.words)
    if mail.scan:
        made.add_attachment(a_page(mail.subject), maintype="application", subtype="pdf", filename=mail.scan)
    return made.as_bytes()


def a_page(words: str) -> bytes:
    """A PDF of one page with a line of plain letters on it."""
    line = words.encode("ascii", "replace").replace(b"(", b"").replace(b")", b"")
    drawn = b"BT /F1 14 Tf 72 720 Td (" + line + b") Tj ET"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n" % len(drawn) + drawn + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (
        b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    )
    return made + end % len(made)
