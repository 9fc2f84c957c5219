"""Two people on one case: one wins, the other sees what changed and keeps their words."""

import threading

import pytest

from casework.base.errors import Stale
from casework.services.cases.find_case import case_by_id
from casework.services.cases.move_case import move_case
from casework.services.cases.take_case import take_case
from casework.services.office import office_by_id
from casework.services.staff.recognise import Staff
from casework.store.disclosure import undo_and_tell
from tests.factories.browser import BASE
from tests.web.desk.conftest import Port

QUESTION = "Which day was it, please? CNRY-own-words"


@pytest.fixture
def number(port: Port) -> str:
    opened = port.opened()
    here = port.browser("title_clerk")
    assert press(here, opened.number, "take").status_code == 303
    return opened.number


def hidden(text, name):
    return text.split(f'name="{name}" value="')[1].split('"')[0]


def press(here, number, move, at="", **more):
    """Make a move as from the page that is open at `at`."""
    page = here.get(f"/desk/cases/{number}/{at}").get_data(as_text=True)
    told = {name: hidden(page, name) for name in ("version", "seen", "csrf_token")}
    return here.client.post(
        f"{here.home}/desk/cases/{number}/moves/{move}", data={**told, **more}, base_url=BASE
    )


def test_the_second_clerk_sees_what_changed_by_whom_with_their_words_and_may_act_anew(port, number):
    first, second = port.browser("title_examiner"), port.browser("title_clerk")
    form = second.get(f"/desk/cases/{number}/moves/ask").get_data(as_text=True)
    told = {name: hidden(form, name) for name in ("version", "seen", "csrf_token")}
    clerk = port.users["title_examiner"]
    assert (
        first.post(
            f"/desk/cases/{number}/take", {"version": told["version"]}, form=f"/desk/cases/{number}/"
        ).status_code
        == 303
    )

    late = second.client.post(
        f"{second.home}/desk/cases/{number}/moves/ask",
        data={**told, "question": QUESTION, "papers": ["bill_of_sale"]},
        base_url=BASE,
    )
    text = late.get_data(as_text=True)
    assert late.status_code == 409
    assert QUESTION in text and 'value="bill_of_sale" checked' in text
    assert "The case changed while you were writing" in text and f"Taken, by {clerk.name}" in text
    assert "Do it anew" in text

    anew = {name: hidden(text, name) for name in ("version", "seen", "csrf_token")}
    assert anew["version"] > told["version"]
    done = second.client.post(
        f"{second.home}/desk/cases/{number}/moves/ask", data={**anew, "question": QUESTION}, base_url=BASE
    )
    assert done.status_code == 303
    assert QUESTION in second.get(f"/desk/cases/{number}/messages").get_data(as_text=True)


def test_a_move_that_is_no_longer_possible_keeps_the_words_and_says_so(port, number):
    first, second = port.browser("title_examiner"), port.browser("title_clerk")
    form = second.get(f"/desk/cases/{number}/moves/ask").get_data(as_text=True)
    told = {name: hidden(form, name) for name in ("version", "seen", "csrf_token")}
    press(first, number, "hold", at="moves/hold", hold_reason="A court has the title")
    late = second.client.post(
        f"{second.home}/desk/cases/{number}/moves/ask", data={**told, "question": QUESTION}, base_url=BASE
    )
    text = late.get_data(as_text=True)
    assert late.status_code == 409 and QUESTION in text and "No longer possible" in text and "On hold" in text


def test_a_message_written_before_something_else_happened_waits(port, number):
    first, second = port.browser("title_examiner"), port.browser("title_clerk")
    page = second.get(f"/desk/cases/{number}/messages").get_data(as_text=True)
    seen = hidden(page, "seen")
    first.post(
        f"/desk/cases/{number}/messages",
        {"body": "From the examiner", "seen": seen},
        form=f"/desk/cases/{number}/messages",
    )
    late = second.post(
        f"/desk/cases/{number}/messages",
        {"body": QUESTION, "seen": seen},
        form=f"/desk/cases/{number}/messages",
    )
    text = late.get_data(as_text=True)
    assert (
        late.status_code == 409 and QUESTION in text and "Message sent, by" in text and "Send it anew" in text
    )
    again = second.post(
        f"/desk/cases/{number}/messages",
        {"body": QUESTION, "seen": hidden(text, "seen")},
        form=f"/desk/cases/{number}/messages",
    )
    assert again.status_code == 303


def test_the_same_move_sent_twice_is_made_once(port, number):
    here = port.browser("title_clerk")
    page = here.get(f"/desk/cases/{number}/moves/ask").get_data(as_text=True)
    told = {name: hidden(page, name) for name in ("version", "seen", "csrf_token")}
    data = {**told, "question": QUESTION}
    address = f"{here.home}/desk/cases/{number}/moves/ask"
    codes = [here.client.post(address, data=data, base_url=BASE).status_code for _ in range(2)]
    assert codes == [303, 409]
    text = here.get(f"/desk/cases/{number}/messages").get_data(as_text=True)
    assert text.count("CNRY-own-words") == 1


@pytest.mark.parametrize("act", ["move", "take"])
def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told(port, app, act):
    opened = port.opened()
    with app.app_context():
        office = office_by_id(port.tenant.id)
        with office.open(office.system("load_demo")) as session:
            version = case_by_id(session, opened.case_id).version
            session.commit()
    start, outcomes = threading.Barrier(2), []

    def run(title: str) -> None:
        user = port.users[title]
        member = Staff(port.tenant.id, user.id, user.name, user.email, user.titles, frozenset(), "en", None)  # type: ignore[arg-type]
        purpose = "title_transfer" if act == "move" else "triage"
        with app.app_context(), office.open(office.member(member, purpose)) as session:
            start.wait()
            try:
                if act == "move":
                    move_case(session, opened.case_id, "take", version=version)
                else:
                    take_case(session, opened.case_id, version=version)
                session.commit()
                outcomes.append("won")
            except Stale:
                outcomes.append("stale")
                undo_and_tell(session)

    threads = [threading.Thread(target=run, args=(title,)) for title in ("title_clerk", "title_examiner")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stale", "won"]
