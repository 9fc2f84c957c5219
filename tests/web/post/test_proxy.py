"""At the counter somebody acts for somebody else: who, and by what right, stays with the case."""

from casework.models import Case, Note
from tests.web.post.conftest import PostRoom
from tests.web.post.test_post_pages import ANSWERS, FLOW


def test_who_acts_for_somebody_stands_with_the_case_and_is_whole_or_refused(room: PostRoom) -> None:
    here, path = room.browser(), f"/desk/counter/{FLOW}"
    told = ANSWERS | {"channel": "phone", "proxy_name": "Bea Olsen"}
    half = here.post(path, told)
    assert half.status_code == 422 and "Say what lets them act" in half.get_data(as_text=True)
    assert room.all(Case, Case.channel == "phone") == []
    assert here.post(path, told | {"proxy_ground": "guardian"}).status_code == 200
    (case,) = room.all(Case, Case.channel == "phone")
    (note,) = room.all(Note, Note.case_id == case.id)
    assert note.body == "Bea Olsen acts for the applicant: Parent or guardian"
