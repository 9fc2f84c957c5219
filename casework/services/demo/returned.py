"""A mail of the demo that came back: its case says so, until somebody finds out how to reach the person."""

from __future__ import annotations

from datetime import timedelta
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.models import Letter
from casework.services.demo.cases import Stage
from casework.services.inbound.keep_mail import TASK, keep_mail
from casework.services.inbound.sort_mail import sort_mail
from casework.services.mail.reply_address import recipient_key


def return_mail(stage: Stage, case: UUID, to: str) -> None:
    """Let the first letter of this case have gone to this address and come back, once."""
    office = stage.office
    with office.open(office.system(TASK)) as session:
        first = select(Letter).where(Letter.case_id == case).order_by(Letter.queued_at).limit(1)
        letter = session.scalar(first)
        if letter is None or letter.bounced_at is not None:
            return
        letter.sent_at = letter.sent_at or now() - timedelta(hours=1)
        letter.sent_key = recipient_key(office.tenant.id, to)
        session.flush()
        about = f"<letter.{letter.id.hex}@{stage.demo.slug}.example>"
        report = _report(about, to, f"{stage.demo.slug}@mail.example").as_bytes()
        came = keep_mail(session, report, source="drop", received_at=now() - timedelta(minutes=5))
        sort_mail(session, came)
        session.commit()


def _report(about: str, failed: str, to: str) -> Message:
    """What a mail server says that could not deliver (RFC 3464)."""
    made = MIMEMultipart("report", report_type="delivery-status")
    made["From"], made["To"] = "Mail Delivery System <mailer-daemon@lakeshore-mail.example>", to
    made["Subject"], made["Auto-Submitted"] = "Undelivered Mail Returned to Sender", "auto-replied"
    made["Message-ID"] = about.replace("<", "<returned.")
    made["Return-Path"] = "<>"
    made.attach(MIMEText(f"The mail system could not deliver your message to {failed}: no such mailbox."))
    status, server, person = MIMENonMultipart("message", "delivery-status"), Message(), Message()
    server["Reporting-MTA"] = "dns; mail.lakeshore-mail.example"
    person["Final-Recipient"], person["Action"], person["Status"] = f"rfc822; {failed}", "failed", "5.1.1"
    status.set_payload([server, person])
    made.attach(status)
    head = MIMEText(f"Message-ID: {about}\n")
    head.replace_header("Content-Type", "text/rfc822-headers")
    made.attach(head)
    return made
