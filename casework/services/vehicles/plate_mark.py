"""A mark by its text: checked against the style of its class, made where it is new, and free or not to be issued."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain import plate_text
from casework.domain.plate_life import check_reissue
from casework.models import PlateIssue, PlateMark
from casework.packs.kind import PlateClass
from casework.services.office import office_of
from casework.services.vehicles.plate_status import record_event, refuse
from casework.services.withheld import require_open
from casework.store.session import ViewerSession


def read_text(text: str, plate_class: PlateClass, *, taken_over: bool = False) -> str:
    """The canonical text. Raises InvalidInput (`plate`), Refused PLATE_TEXT_REFUSED.

    `taken_over`: the plate exists already and was issued by rules we do not know.
    """
    if taken_over:
        return plate_text.canonical(text)
    style = plate_class.style
    canonical = plate_text.canonical(text, style)
    if not style.fits(canonical):
        meant = plate_text.suggestions(canonical, style)
        if meant:
            raise InvalidInput(
                {"plate": phrase("Is it %(plate)s? Compare it with the plate", plate=meant[0])}
            )
        raise InvalidInput(
            {
                "plate": phrase(
                    "Plates of this class are not written like that. Check it on the plate, or choose another class"
                )
            }
        )
    typed = plate_text.search_key(canonical, 2)
    if any(plate_text.search_key(word, 2) in typed for word in plate_class.refused):
        raise Refused("PLATE_TEXT_REFUSED", phrase("This text is not given out. Choose another one"))
    return canonical


def mark_of(session: ViewerSession, text: str, canonical: str, plate_class: PlateClass) -> PlateMark:
    """The mark of this text in this office's jurisdiction and class; made where there is none yet."""
    jurisdiction = office_of(session).kind.jurisdiction
    found = session.scalar(
        select(PlateMark).where(
            PlateMark.jurisdiction == jurisdiction,
            PlateMark.plate_class == plate_class.code,
            PlateMark.canonical == canonical,
        )
    )
    if found is not None:
        return found
    mark = new_mark(jurisdiction, text, canonical, plate_class.code)
    session.add(mark)
    session.flush()
    return mark


def new_mark(jurisdiction: str, text: str, canonical: str, plate_class: str) -> PlateMark:
    """The row of a mark; not yet added."""
    return PlateMark(
        id=new_id(),
        jurisdiction=jurisdiction,
        plate_class=plate_class,
        display=text.strip().upper()[:20],
        canonical=canonical,
        search_key=plate_text.search_key(canonical),
    )


def make_sure_free(session: ViewerSession, mark: PlateMark, today: date) -> None:
    """No life of this mark, nor of one that looks like it here, may be going on. Told to who reads plates.

    A number whose quarantine is over is released on the way. Refused: PLATE_IN_USE, PLATE_QUARANTINE,
    PLATE_NEVER_AGAIN, PLATE_…_CANNOT_BE_REISSUED, CONFUSABLE_WITH.
    """
    require_open(session, "plate.numbers")
    lives = session.execute(
        select(PlateMark.id, PlateMark.display, PlateIssue)
        .join(PlateIssue, PlateIssue.mark_id == PlateMark.id)
        .where(PlateMark.search_key == mark.search_key, PlateMark.jurisdiction == mark.jurisdiction)
        .order_by(PlateIssue.life)
    ).all()
    own = [row.PlateIssue for row in lives if row.id == mark.id]
    refuse(*(check_reissue(life.status, life.reissue_on, today) for life in own))
    for row in lives:
        if row.id != mark.id and check_reissue(row.PlateIssue.status, row.PlateIssue.reissue_on, today):
            said = phrase(
                "This plate looks like %(other)s, which is in use. Choose another text", other=row.display
            )
            raise Refused("CONFUSABLE_WITH", said)
    for life in own:
        if life.status == "RETIRED":
            record_event(session, life, "released")
