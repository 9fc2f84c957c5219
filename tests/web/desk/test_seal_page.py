"""Sealing at the desk: by whom the kind names, with a reason and the password just given; others find nothing."""

import re

from casework.base.ids import case_number
from tests.web.desk.conftest import Port

WHY = "The buyer is in a shelter"


def seal(port: Port, number: str, act: str = "seal") -> int:
    lead = port.browser("supervisor")
    page = lead.get(f"/desk/cases/{number}/seal").get_data(as_text=True)
    told = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("version", "seen")}
    answer = lead.post(
        f"/desk/cases/{number}/{act}", {"reason": WHY, **told}, form=f"/desk/cases/{number}/seal"
    )
    return answer.status_code


def without_request(text: str) -> str:
    """The page but for what is new each time: the form's token and the number of the request."""
    text = re.sub(r'<bdi class="mono">[\w-]{12}</bdi>', "", text)
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line)


def test_a_sealed_case_is_to_others_as_one_that_never_was(port: Port):
    number = port.opened(buyer_name="CNRY-sealed-buyer").number
    assert seal(port, number) == 303
    examiner = port.browser("title_examiner")
    for path in ("", "papers", "messages", "fees", "looked", "print", "assign", "moves/take", "seal"):
        assert examiner.get(f"/desk/cases/{number}/{path}").status_code in (403, 404), path
    gone = examiner.get(f"/desk/cases/{number}/")
    unknown = case_number("T")
    never = examiner.get(f"/desk/cases/{unknown}/")
    assert gone.status_code == never.status_code == 404
    told = [without_request(one.get_data(as_text=True)).replace(number, unknown) for one in (gone, never)]
    assert told[0] == told[1]
    for path in ("/desk/?view=all", f"/desk/search/?q={number}", "/desk/search/?q=CNRY-sealed-buyer"):
        text = examiner.get(path).get_data(as_text=True)
        assert f"/desk/cases/{number}/" not in text and "CNRY-sealed-buyer</" not in text, path


def test_who_sees_it_sees_that_it_is_sealed_and_opens_it_again(port: Port):
    number = port.opened().number
    assert seal(port, number) == 303
    lead = port.browser("supervisor")
    page = lead.get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert (
        "Sealed" in page
        and "Unseal" in page
        and WHY in lead.get(f"/desk/cases/{number}/messages").get_data(as_text=True)
    )
    assert seal(port, number, "unseal") == 303
    assert port.browser("title_examiner").get(f"/desk/cases/{number}/").status_code == 200


def test_who_may_not_seal_is_offered_nothing_and_gets_nowhere(port: Port):
    number = port.opened().number
    clerk = port.browser("title_clerk")
    assert f"/desk/cases/{number}/seal" not in clerk.get(f"/desk/cases/{number}/").get_data(as_text=True)
    assert clerk.get(f"/desk/cases/{number}/seal").status_code == 403


def test_without_a_reason_the_page_comes_back(port: Port):
    number = port.opened().number
    lead = port.browser("supervisor")
    page = lead.get(f"/desk/cases/{number}/seal").get_data(as_text=True)
    told = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("version", "seen")}
    answer = lead.post(
        f"/desk/cases/{number}/seal", {"reason": "so", **told}, form=f"/desk/cases/{number}/seal"
    )
    assert answer.status_code == 422 and "Say why, in a few words" in answer.get_data(as_text=True)
