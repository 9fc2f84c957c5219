"""What the other side does wrongly, and what befalls us: nothing is sent twice, nothing is lost, all of it is seen."""

import psycopg
import pytest
from flask import Flask

from casework.base.errors import Refused
from casework.services.forwarding.begin import begin
from casework.services.forwarding.settle import PAUSES, try_again
from casework.services.office import office_by_id
from tests.factories.browser import Browser
from tests.factories.tenants import make_user
from tests.services.desks import Worker
from tests.services.outside.strangers import Stranger, hangs_up, says
from tests.web.forwarding.two_offices import Giver

DEFINITION = says(
    "<service_definition><service_code>pothole</service_code><attributes/></service_definition>"
)
TAKEN = says(
    "<service_requests><request><service_request_id>77</service_request_id></request></service_requests>"
)
NOBODY = says("<service_requests/>")
REFUSED = says(
    "<errors><error><code>400</code><description>Not our road.</description></error></errors>", "400 No"
)
BUSY = says("", "503 Busy")


def posts(other: Stranger) -> int:
    """How often it was sent since."""
    return sum(question.startswith(b"POST") for question in other.asked)


@pytest.fixture
def sent_to(giver: Giver, other: Stranger, other_at: str):
    """Potholes go to the stranger, who was asked nothing yet."""
    giver.hands_to(other_at)
    other.asked.clear()
    return giver


def desk_of(app: Flask, giver: Giver) -> Browser:
    desk = Browser(app, giver.tenant)
    desk.sign_in(make_user(giver.database, giver.tenant, "request_officer"))
    return desk


def test_a_refusal_is_shown_in_their_words_and_can_be_tried_again(
    app: Flask, sent_to: Giver, other: Stranger
) -> None:
    done = sent_to.report()
    other.replies[:] = [DEFINITION, REFUSED]
    row = sent_to.attempt(done)
    assert (row["state"], row["said"]) == ("refused", "Not our road.")
    desk, case = desk_of(app, sent_to), f"/desk/cases/{done.number}/"
    assert "Not our road." in desk.get(case).get_data(as_text=True)
    desk.post(f"{case}forwarded/{row['id']}/again", form=case)
    assert sent_to.row(done)["state"] == "waiting"
    desk.post(f"{case}forwarded/{row['id']}/again", form=case)
    other.replies[:] = [DEFINITION, TAKEN]
    assert sent_to.attempt(done)["their_id"] == "77"
    assert posts(other) == 2


def test_while_they_are_busy_it_waits_longer_and_longer_and_is_given_up_in_the_end(
    sent_to: Giver, other: Stranger
) -> None:
    done, waits = sent_to.report(), []
    for _ in PAUSES:
        other.replies[:] = [DEFINITION, BUSY]
        row = sent_to.attempt(done)
        assert (row["state"], row["perhaps"]) == ("waiting", False)
        waits.append(row["next_at"] - row["tried_at"])
    assert waits == sorted(waits) and waits[-1] > 100 * waits[0]
    other.replies[:] = [hangs_up]
    assert sent_to.attempt(done)["state"] == "given_up"
    other.replies[:] = [DEFINITION, TAKEN]
    assert sent_to.attempt(done)["state"] == "given_up", "only somebody here sets it going again"


@pytest.mark.parametrize(
    ("listed", "state", "number"),
    [
        (
            lambda ours: (
                f"<request><service_request_id>9</service_request_id><description>{ours}</description></request>"
            ),
            "sent",
            "9",
        ),
        (
            lambda ours: (
                "<request><service_request_id>9</service_request_id><description>R-1</description></request>"
            ),
            "unsure",
            None,
        ),
        (lambda ours: "", "unsure", None),
    ],
    ids=["they show it", "they show others", "they show nothing"],
)
def test_after_a_lost_answer_it_is_looked_for_and_never_sent_blindly(
    sent_to: Giver, other: Stranger, listed, state: str, number: str | None
) -> None:
    done = sent_to.report()
    other.replies[:] = [DEFINITION, hangs_up]
    assert sent_to.attempt(done)["perhaps"]
    other.replies[:] = [says(f"<service_requests>{listed(done.number)}</service_requests>")]
    row = sent_to.attempt(done)
    assert (row["state"], row["their_id"]) == (state, number)
    assert posts(other) == 1


def test_what_has_perhaps_arrived_is_settled_by_somebody_who_asked_them(
    app: Flask, sent_to: Giver, other: Stranger
) -> None:
    done = sent_to.report()
    other.replies[:] = [DEFINITION, hangs_up, NOBODY]
    sent_to.attempt(done)
    row = sent_to.attempt(done)
    desk, case = desk_of(app, sent_to), f"/desk/cases/{done.number}/"
    assert "Perhaps arrived" in desk.get(case).get_data(as_text=True)
    at = f"{case}forwarded/{row['id']}/arrived"
    assert desk.post(at, {"their_id": " "}, form=case).status_code == 303
    assert sent_to.row(done)["state"] == "unsure"
    desk.post(at, {"their_id": "A-12"}, form=case)
    assert (sent_to.row(done)["state"], sent_to.row(done)["their_id"]) == ("sent", "A-12")
    assert "A-12" in desk.get(case).get_data(as_text=True)
    assert desk.post(at, {"their_id": "B"}, form=case).status_code == 303
    assert sent_to.row(done)["their_id"] == "A-12"


def test_a_worker_killed_in_the_middle_knows_that_it_may_have_arrived(
    app: Flask, sent_to: Giver, other: Stranger
) -> None:
    done = sent_to.report()
    with app.app_context():
        office = office_by_id(sent_to.tenant.id)
        with office.open(office.system("hand_over_request")) as session:
            assert begin(session, sent_to.row(done)["id"], 1) is not None
            session.commit()  # and then it is killed, before or after it has spoken to them
    other.replies[:] = [NOBODY]
    assert sent_to.attempt(done, 1)["state"] == "unsure"
    assert posts(other) == 0


def test_who_comes_late_or_twice_does_nothing(sent_to: Giver, other: Stranger) -> None:
    done = sent_to.report()
    other.replies[:] = [DEFINITION, TAKEN]
    assert sent_to.attempt(done, 1)["state"] == "sent"
    for number in (1, 2, 3):
        assert sent_to.attempt(done, number)["attempts"] == 1
    assert posts(other) == 1
    row = sent_to.row(done)["id"]
    with sent_to.app.app_context():
        officer = sent_to.office.member(Worker(("request_officer",)), "request_handling")
        with sent_to.office.open(officer) as session:
            with pytest.raises(Refused) as told:
                try_again(session, done.case_id, row)
            assert told.value.code == "ON_ITS_WAY"
            session.commit()


def test_the_database_itself_lets_nothing_be_sent_again_that_was_sent(
    sent_to: Giver, other: Stranger
) -> None:
    done = sent_to.report()
    other.replies[:] = [DEFINITION, TAKEN]
    sent_to.attempt(done)
    with pytest.raises(psycopg.errors.CheckViolation):
        sent_to._run("update forwarded_request set state = 'waiting' where case_id = %s", [done.case_id])


@pytest.mark.parametrize("why", ["closed", "elsewhere"])
def test_what_has_ended_or_gone_elsewhere_before_is_not_sent(
    sent_to: Giver, other: Stranger, why: str
) -> None:
    done = sent_to.report()
    change = {
        "closed": 'update "case" set closed_at = now() where id = %s',
        "elsewhere": "update public_request set category = 'tree' where case_id = %s",
    }
    sent_to._run(change[why], [done.case_id])
    assert sent_to.attempt(done)["state"] == "dropped"
    assert not other.asked


def test_a_sealed_case_is_not_read_for_it(sent_to: Giver, other: Stranger) -> None:
    done = sent_to.report()
    sent_to._run('update "case" set sealed = true where id = %s', [done.case_id])
    assert sent_to.attempt(done)["state"] == "waiting"
    assert not other.asked


def test_a_token_becomes_a_number_by_asking(sent_to: Giver, other: Stranger) -> None:
    done = sent_to.report()
    token = "<service_requests><request><token>t-1</token>%s</request></service_requests>"
    other.replies[:] = [DEFINITION, says(token % "")]
    row = sent_to.attempt(done)
    assert (row["state"], row["their_id"], row["token"]) == ("sent", None, "t-1")
    other.replies[:] = [says(token % "<service_request_id>5</service_request_id>")]
    sent_to.follow()
    assert sent_to.row(done)["their_id"] == "5"
