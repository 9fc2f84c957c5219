"""What the demo's town has beside its requests: ready answers, words released for everybody, months counted."""

from __future__ import annotations

from sqlalchemy import select

from casework.models import CannedReply, PublicRequest
from casework.services.demo.offices import DemoOffice
from casework.services.demo.town import FLOW, TOWN
from casework.services.requests.count_month import count_months
from casework.store.session import ViewerSession

REPLIES = (
    (
        "County road",
        ("reject",),
        ("pothole", "streetlight"),
        {
            "en": "This road belongs to the county. Call 555-0142, or write to roads@county.example.",
            "es": "Esta calle es del condado. Llame al 555-0142 o escriba a roads@county.example.",
            "hi": "यह सड़क काउंटी की है। 555-0142 पर फ़ोन करें या roads@county.example पर लिखें।",
            "vi": "Đường này thuộc quận. Hãy gọi 555-0142 hoặc viết đến roads@county.example.",
        },
    ),
    (
        "Which side of the street",
        ("ask",),
        (),
        {
            "en": "Which side of the street is it on? A photo helps.",
            "es": "¿De qué lado de la calle está? Una foto ayuda.",
            "hi": "यह सड़क के किस ओर है? फ़ोटो से मदद मिलती है।",
            "vi": "Nó ở bên nào của đường? Có ảnh thì tốt.",
        },
    ),
    (
        "Repaired",
        ("resolve",),
        (),
        {
            "en": "We were there and repaired it. Thank you for telling us.",
            "es": "Estuvimos allí y lo arreglamos. Gracias por avisar.",
            "hi": "हम वहाँ गए और इसे ठीक किया। बताने के लिए धन्यवाद।",
            "vi": "Chúng tôi đã đến và sửa xong. Cảm ơn quý vị đã báo.",
        },
    ),
)
RELEASED = "A hole in front of the school, as deep as a hand. It grows with every rain."


def add_town_life(session: ViewerSession, demo: DemoOffice) -> None:
    """Ready answers and some released words, where they are not there."""
    if demo.slug != TOWN:
        return
    have = set(session.scalars(select(CannedReply.title)))
    for title, moves, categories, words in REPLIES:
        if title not in have:
            row = CannedReply(title=title, workflow=FLOW, words=words)
            row.moves, row.categories = list(moves), list(categories)
            session.add(row)
    seen = select(PublicRequest).where(
        PublicRequest.published.is_(True),
        PublicRequest.seen_at.is_not(None),
        PublicRequest.category != "noise",
    )
    for request in session.scalars(seen.order_by(PublicRequest.opened_at.desc()).limit(3)):
        request.words = request.words or RELEASED
    session.flush()


def count_town(session: ViewerSession, demo: DemoOffice) -> None:
    """Count the months when all of the demo is there: a month is counted once."""
    if demo.slug == TOWN:
        count_months(session)
