"""Mails as they come in: in several languages, broken in the ways mails are broken, looped, forged, bombs.

Each is (bytes, what must be read of it): the sender, words of the subject and of the text, the sign that a program
made it, how many files, and what is said to be left out.
"""

from base64 import b64encode
from dataclasses import dataclass

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Known:
    """A mail of the corpus."""

    raw: bytes
    sender: str = "ana@example.org"
    subject: str = ""
    text: str = ""
    machine: str = ""
    files: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def head(*more: str, sender: str = "Ana <ana@example.org>", subject: str = "Hello") -> bytes:
    lines = [f"From: {sender}", "To: city@mail.example", f"Subject: {subject}", *more]
    return "\r\n".join(lines).encode() + b"\r\n"


def mixed(*parts: bytes, boundary: str = "b") -> bytes:
    """A mail of these parts, each with its own head."""
    kind = f'Content-Type: multipart/mixed; boundary="{boundary}"\r\nMIME-Version: 1.0\r\n\r\n'.encode()
    mark = f"--{boundary}\r\n".encode()
    return kind + b"".join(mark + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HINDI = "मेरी गली की बत्ती ख़राब है। कृपया ठीक करें।"
VIETNAMESE = "Đèn đường trước nhà tôi bị hỏng, xin sửa giúp."
PORTUGUESE = "A lâmpada da rua não acende há três dias."
SCAN = b'Content-Type: application/pdf; name="scan.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
NESTED = b"".join(
    f'Content-Type: multipart/mixed; boundary="n{at}"\r\n\r\n--n{at}\r\n'.encode() for at in range(3000)
)

CORPUS = {
    "plain": Known(head() + b"\r\nA pothole.\r\n", subject="Hello", text="A pothole."),
    "hindi, base64": Known(
        head(subject=f"=?utf-8?b?{b64encode('बत्ती ख़राब'.encode()).decode()}?=")
        + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b64encode(HINDI.encode()),
        subject="बत्ती ख़राब",
        text="कृपया ठीक करें",
    ),
    "vietnamese, quoted printable in two words": Known(
        head(subject="=?utf-8?q?=C4=90=C3=A8n?= =?utf-8?q?_=C4=91=C6=B0=E1=BB=9Dng?=")
        + PLAIN
        + VIETNAMESE.encode(),
        subject="Đèn đường",
        text="xin sửa giúp",
    ),
    "vietnamese, subject in raw bytes": Known(
        head(subject="Đèn đường") + PLAIN + VIETNAMESE.encode(), subject="Đèn đường", text="bị hỏng"
    ),
    "vietnamese as windows-1258": Known(
        head() + b"Content-Type: text/plain; charset=windows-1258\r\n\r\n" + "đường".encode("cp1258", "ignore"),
        text="đư",
    ),
    "portuguese, latin-1": Known(
        head(subject="=?iso-8859-1?q?L=E2mpada?=")
        + b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n"
        + PORTUGUESE.encode("latin-1"),
        subject="Lâmpada",
        text="não acende há três dias",
    ),
    "portuguese, claims ascii": Known(
        head() + b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + PORTUGUESE.encode(), text="há três"
    ),
    "utf-8, claims latin-1": Known(
        head() + b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" + HINDI.encode(), text="कृपया"
    ),
    "charset nobody knows": Known(
        head() + b"Content-Type: text/plain; charset=x-klingon\r\n\r\n" + PORTUGUESE.encode("latin-1"),
        text="não acende",
    ),
    "no charset, cp1252": Known(head() + b"\r\n\x93Sim\x94, n\xe3o", text="“Sim”, não"),
    "html only": Known(
        head()
        + b"Content-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>A <b>hole</b></p><p>Oak&nbsp;St</p>"
        b"<script>steal()</script>",
        text="A hole\n\nOak St",
    ),
    "both, the plain one is taken": Known(
        head() + mixed(PLAIN + b"Plain words", b"Content-Type: text/html\r\n\r\n<p>Page</p>"),
        text="Plain words",
    ),
    "with a scan": Known(
        head() + mixed(PLAIN + b"See the scan", SCAN + b"\r\n" + b64encode(PDF)),
        text="See the scan",
        files=("scan.pdf",),
    ),
    "name of a file in RFC 2231": Known(
        head()
        + mixed(
            b"Content-Type: application/pdf\r\n"
            b"Content-Disposition: attachment; filename*=utf-8''%E0%A4%AC%E0%A4%BF%E0%A4%B2.pdf\r\n\r\n" + PDF
        ),
        files=("बिल.pdf",),
    ),
    "name of a file with a path": Known(
        head() + mixed(b'Content-Disposition: attachment; filename="../../etc/passwd"\r\n\r\nx'),
        files=("../../etc/passwd",),  # as it was said; the store gives a file its own name
    ),
    "broken base64": Known(
        head() + mixed(PLAIN + b"Words", SCAN + b"\r\n!!!not base64***"), text="Words", files=("scan.pdf",)
    ),
    "boundary that never ends": Known(
        head() + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n' + PLAIN + b"Cut off here",
        text="Cut off here",
    ),
    "multipart without a boundary": Known(
        head() + b"Content-Type: multipart/mixed\r\n\r\nJust words", text="Just words"
    ),
    "broken encoded word": Known(head(subject="=?utf-8?b?@@@@=?= tail") + b"\r\nx", subject="tail", text="x"),
    "unknown transfer encoding": Known(
        head("Content-Transfer-Encoding: rot13") + b"\r\nStill words", text="Still words"
    ),
    "huge subject": Known(head(subject="a" * 120_000) + b"\r\nx", subject="aaaa", text="x"),
    "huge head": Known(
        head(*(f"X-Filler-{at}: {'y' * 900}" for at in range(600))) + b"\r\nStill here",
        text="Still here",
        faults=("head_cut",),
    ),
    "nested beyond reading": Known(
        head() + NESTED + PLAIN + b"deep", text="", faults=("body_unread",)
    ),
    "bomb of boundaries": Known(
        head() + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"\r\n--b\r\n\r\nx" * 6_000,
        faults=("body_unread",),
    ),
    "more parts than anybody sends": Known(
        head() + mixed(PLAIN + b"Words", *[SCAN + b"\r\n" + b64encode(PDF)] * 80),
        text="Words",
        files=("scan.pdf",) * 59,
        faults=("parts_left_out",),
    ),
    "control characters": Known(head() + b"\r\nA\x00B\x1b[31mC\r\n", text="AB[31mC"),
    "only a line feed ends lines": Known(head().replace(b"\r", b"") + b"\nWords\n", text="Words"),
    "no head at all": Known(b"\r\n\r\njust some words", sender="", text="just some words"),
    "nothing": Known(b"", sender=""),
    "not a mail": Known(bytes(range(256)) * 8, sender=""),
    "two senders": Known(
        head(sender="Ana <ana@example.org>, Eve <eve@example.org>") + b"\r\nWhich?", sender="", text="Which?"
    ),
    "two From heads": Known(head("From: eve@example.org") + b"\r\nWhich?", sender="", text="Which?"),
    "sender that is none": Known(head(sender="ana at example") + b"\r\nx", sender="", text="x"),
    "an address as the name": Known(
        head(sender='"office@city.example" <eve@example.org>') + b"\r\nx", sender="eve@example.org", text="x"
    ),
    "auto reply": Known(head("Auto-Submitted: auto-replied") + b"\r\nI am away.", text="away", machine="auto"),
    "said to be by hand": Known(head("Auto-Submitted: no") + b"\r\nBy hand", text="By hand"),
    "old auto reply": Known(head("X-Autoreply: yes") + b"\r\nAway", text="Away", machine="auto"),
    "list": Known(head("List-Id: <news.example.org>") + b"\r\nNews", text="News", machine="list"),
    "bulk": Known(head("Precedence: bulk") + b"\r\nBuy", text="Buy", machine="bulk"),
    "nobody to answer": Known(head("Return-Path: <>") + b"\r\nx", text="x", machine="nobody"),
    "loop by hops": Known(
        head(*["Received: from a by b; Mon, 1 Jan 2026 00:00:00 +0000"] * 45) + b"\r\nx", text="x", machine="loop"
    ),
}  # fmt: skip


def report(about: str, who: str = "ana@example.org", action: str = "failed", status: str = "5.1.1") -> bytes:
    """A report that the mail `about` did not reach `who`."""
    told = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
    told += f"Final-Recipient: rfc822; {who}\r\nAction: {action}\r\nStatus: {status}\r\n"
    back = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\nSubject: Hello\r\n"
    body = mixed(PLAIN + b"It did not arrive.", told.encode(), back.encode())
    kind = body.replace(b"multipart/mixed;", b"multipart/report; report-type=delivery-status;", 1)
    return head("Auto-Submitted: auto-replied", sender="MAILER-DAEMON@mx.example") + kind
