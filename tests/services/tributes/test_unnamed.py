"""Who does not wish to be named is not named to those who are told; letters to those whose name is kept to few are for
few."""

import pytest
from sqlalchemy import select

from casework.models import Letter
from casework.services.people.hidden_names import hide_name
from casework.services.tributes.decide import ask_to_tell
from casework.services.tributes.print_notices import print_notices
from casework.services.withheld import FieldWithheld
from tests.reading_pdf import words_of
from tests.services.donors.scene import a_donor
from tests.services.tributes.scene import a_tribute, by_post, said_no, the_tribute


@pytest.mark.parametrize("why", ["hidden", "unnamed", "wish", "hidden since"])
def test_a_donor_who_does_not_wish_to_be_named_is_not_named(care, books, working, mailed, why):
    with books() as session:
        donor = a_donor(session, "Gil Ferris", "en")
        session.commit()
    with care() as session:
        if why == "hidden":
            hide_name(session, donor)
        if why == "wish":
            said_no(session, donor, "any", "named")
        session.commit()
    with books() as session:
        gift, tribute = a_tribute(
            session, a_donor(session, "Rosa Marsh", "en"), donor=donor, unnamed=why == "unnamed"
        )
        ask_to_tell(session, [tribute], "auto")
        session.commit()
    working(tribute)
    if why == "hidden since":
        with care() as session:
            hide_name(session, donor)
            session.commit()
    with books() as session:
        letter = session.scalars(select(Letter.id)).one()
    mail = mailed(letter)
    if why == "hidden since":
        assert mail is None
        with books() as session:
            assert (the_tribute(session, gift).status, the_tribute(session, gift).reason) == (
                "pending",
                "mail_failed",
            )
        return
    assert "Ferris" not in mail.text and "Anonymous donor" not in mail.text and "unnamed" in mail.text
    assert mail.fields == ()


def test_a_letter_to_somebody_whose_name_is_kept_to_few_is_for_few(care, books, working):
    with books() as session:
        told = by_post(session)
        session.commit()
    with care() as session:
        hide_name(session, told)
        session.commit()
    with books() as session:
        _, tribute = a_tribute(session, told)
        ask_to_tell(session, [tribute], "letter")
        session.commit()
    working(tribute)
    with books() as session, pytest.raises(FieldWithheld):
        print_notices(session, [tribute])
    with care() as session:
        assert "Ana Lima" in words_of(print_notices(session, [tribute]))
