"""A mail as it will leave: plain text with a plain HTML twin, one recipient, headers nobody can add to."""

from __future__ import annotations

import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import current_app
from markupsafe import Markup, escape

from casework.base.clock import now
from casework.base.values import Value
from casework.domain.email import normal_email
from casework.services.tenants.find_tenant import TenantFacts
from casework.settings import Settings

LONGEST_SUBJECT = 150


class Mail(Value):
    """One mail to one person. `key` makes its Message-ID: the same mail sent again has the same one."""

    to: str
    subject: str
    text: str
    language: str
    key: str
    fields: tuple[str, ...] = ()  # of the case, told in it
    stop: str | None = None  # the address that ends such mails by one press (RFC 8058)
    reply: str | None = None  # the address it is answered by, which holds a word for this mail alone
    papers: tuple[tuple[str, bytes], ...] = ()  # PDF files that come with it, by name
    thread: tuple[str, ...] = ()  # what mail programs put it under: the first of it, and what it answers


def compose(mail: Mail, tenant: TenantFacts) -> EmailMessage:
    """The message. Raises ValueError for an address that can't stand in a header."""
    settings: Settings = current_app.extensions["casework.settings"]
    if normal_email(mail.to) is None:
        raise ValueError("This is no address of one person.")
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=header_words(tenant.name), addr_spec=settings.mail_from)
    made["To"] = Address(addr_spec=mail.to)
    made["Subject"] = header_words(mail.subject)[:LONGEST_SUBJECT]
    made["Date"] = format_datetime(now())
    made["Message-ID"] = f"<{mail.key}@{urlsplit(settings.base_url).hostname or 'localhost'}>"
    if mail.reply:
        made["Reply-To"] = Address(display_name=header_words(tenant.name), addr_spec=mail.reply)
    if mail.thread:
        made["In-Reply-To"] = mail.thread[-1]
        made["References"] = " ".join(mail.thread)
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = mail.language
    if mail.stop:
        made["List-Unsubscribe"] = f"<{mail.stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(mail.text)
    page = current_app.jinja_env.get_template("mail/letter.html")
    html = page.render(
        subject=header_words(mail.subject),
        language=mail.language,
        body=_paragraphs(mail.text),
        office=tenant.name,
    )
    made.add_alternative(html, subtype="html")
    for name, content in mail.papers:
        made.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return made


def header_words(text: str) -> str:
    """Text for one header line: no breaks, no characters that act unseen, nothing that decodes to either."""
    kept = "".join(" " if c.isspace() or unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs")).split()).replace(
        "=?", "= ?"
    )


def _paragraphs(text: str) -> Markup:
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>\n").join(_linked(line) for line in block.strip().split("\n")))
        for block in blocks
    )


def _linked(line: str) -> Markup:
    """A line, escaped; an address of ours at its end is a link."""
    words = line.rsplit(" ", 1)
    if words[-1].startswith(("http://", "https://")):
        start = f"{words[0]} " if len(words) > 1 else ""
        return escape(start) + Markup('<a href="{0}">{0}</a>').format(words[-1])
    return escape(line)
