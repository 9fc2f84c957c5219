"""What happens in the demo's cases: the answers they begin with and the moves they went through since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from casework.base.values import Value, field
from casework.services.demo import names
from casework.services.demo.offices import DemoOffice
from casework.services.demo.people import phone
from casework.services.demo.town import lay


class Step(Value):
    """A move, so many days after the one before; `actor` is a login of the office, "applicant" or "system"."""

    after: int
    actor: str
    move: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    checks: bool = False  # every check of the move is confirmed
    to: str = ""  # the login of who has the case from then on


class Story(Value):
    """One case: when it came in, what it said, how it went."""

    workflow: str
    language: str
    channel: str
    opened_on: date
    answers: dict[str, Any]
    steps: tuple[Step, ...]
    papers: frozenset[str] = (
        frozenset()
    )  # questions that a file is given for, beside those that must have one


WISHES = {
    "en": "The hole in front of the school is as deep as a hand and grows with every rain.",
    "es": "El bache frente a la escuela es muy hondo y crece con cada lluvia.",
    "pt": "O buraco em frente à escola está fundo e cresce a cada chuva.",
    "hi": "स्कूल के सामने का गड्ढा बहुत गहरा है और हर बारिश में बढ़ता है।",
    "vi": "Cái hố trước cổng trường rất sâu và lớn dần sau mỗi cơn mưa.",
}


def opened_on(random: Random, day: date, *, done: bool = True) -> date:
    """Most cases are old and done, many are of the last weeks. What nobody ended is seldom older: a desk that leaves
    cases for a year is no desk to learn on."""
    if not done:
        return day - timedelta(days=min(int(random.expovariate(1 / 12)), 75))
    days = random.randint(0, 25) if random.random() < 0.35 else random.randint(20, 420)
    return day - timedelta(days=days)


def ended(steps: Sequence[Step], *last: str) -> bool:
    """Whether a story comes to its end with one of these moves."""
    return bool(steps) and steps[-1].move in last


def request_story(random: Random, office: DemoOffice, day: date, number: int) -> Story:
    """A constituent's request: sent, looked at, done, sometimes asked about or refused."""
    lang = names.language(random)
    lang = lang if lang in office.languages else "en"
    category = random.choice(
        ("pothole", "streetlight", "graffiti", "missed_collection", "dumping", "tree", "water")
    )
    answers: dict[str, Any] = {
        "category": category,
        "danger": random.random() < 0.1,
        "description": WISHES[lang],
        "place": {"text": f"{names.street(random)}, {office.town}"},
    }
    if random.random() < 0.8:
        answers |= {
            "name": names.person_name(random, lang),
            "email": f"citizen{number}@{office.slug}-mail.example",
        }
    asked = {"priority": "now" if answers["danger"] else random.choice(("soon", "normal", "normal"))}
    steps = [Step(random.randint(0, 3), "officer", "triage", asked)]
    if random.random() < 0.08:
        said = {
            "rejection": "not_ours",
            "rejection_text": "This road belongs to the county. We passed it on.",
        }
        steps.append(Step(1, "officer", "reject", said))
    elif random.random() < 0.88:
        steps += _work(random, reachable="email" in answers)
    answers = lay(answers, office, number)
    opened = opened_on(random, day, done=ended(steps, "reject", "resolve", "close"))
    return Story("constituent_request", lang, channel(random), opened, answers, tuple(steps))


def _work(random: Random, *, reachable: bool) -> list[Step]:
    crew = random.choice(("field", "crew"))
    steps = [
        Step(random.randint(0, 2), "officer", "assign", to=crew),
        Step(random.randint(0, 3), crew, "start"),
    ]
    if random.random() < 0.2 and reachable:
        question = {"question": "Which side of the street is it on? A photo helps."}
        steps += [Step(1, "officer", "ask", question), Step(random.randint(1, 9), "applicant", "answer")]
    if random.random() < 0.15:
        steps += [Step(1, crew, "wait", {"waiting_for": "Power company"}), Step(5, crew, "resume")]
    done = {
        "outcome": random.choice(("fixed", "removed", "made_safe")),
        "public_message": "Done. Thank you for telling us.",
    }
    steps.append(Step(random.randint(1, 6), crew, "resolve", done))
    if random.random() < 0.7:
        steps.append(Step(14, "lead", "close"))
    return steps


def gift_story(random: Random, office: DemoOffice, day: date, number: int) -> Story:
    """A gift offered: money or goods, checked, recorded, thanked."""
    lang = names.language(random)
    lang = lang if lang in office.languages else "en"
    money = random.random() < 0.8
    answers = _gift_answers(random, office, lang, money=money, number=number)
    amount = answers.get("amount", {"minor": 0})["minor"]
    ends = random.random() < 0.91
    opened = opened_on(random, day, done=ends)
    steps = [Step(random.randint(0, 2), "donors", "take")]
    if random.random() < 0.12:
        asked = {"question": "May we name you in the yearly report?"}
        steps += [Step(0, "donors", "ask", asked), Step(random.randint(1, 6), "applicant", "answer")]
    if ends and random.random() < 0.06:
        steps.append(
            Step(1, "donors", "decline", {"reason": "We can’t store goods that must be frozen this month."})
        )
    elif ends:
        got = {
            "received_on": (opened + timedelta(days=3)).isoformat(),
            "received_amount": {"minor": amount, "currency": "USD"},
            "method": random.choice(("transfer", "card", "check")),
        }
        steps += [Step(1, "donors", "accept"), Step(4, "finance", "record", got), Step(1, "finance", "thank")]
    return Story("gift_intake", lang, channel(random), opened, answers, tuple(steps))


def _gift_answers(
    random: Random, office: DemoOffice, lang: str, *, money: bool, number: int
) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "gift_kind": "money" if money else "goods",
        "fund": random.choice(("general", "food", "children", "transport")),
        "donor_kind": "person",
        "donor_name": names.person_name(random, lang),
        "donor_email": f"giver{number}@{office.slug}-mail.example",
        "donor_phone": phone(number),
        "wants_receipt": True,
        "donor_address": {
            "line1": names.street(random),
            "city": office.town,
            "region": "OR",
            "postcode": office.postcode,
            "country": "US",
        },
        "anonymous": random.random() < 0.1,
    }
    if money:
        answers["amount"] = {
            "minor": random.choice((1500, 2500, 5000, 10000, 25000, 40000)),
            "currency": "USD",
        }
        answers |= {"tribute": "none", "pays": "own"}
    else:
        answers |= {"goods": "Twelve boxes of apples and two of pears", "goods_arrive": "brought"}
    return answers


def correction_story(random: Random, office: DemoOffice, day: date, number: int) -> Story:
    """A person asks for a correction of what the office holds."""
    lang = names.language(random)
    lang = lang if lang in office.languages else "en"
    subject, name = random.choice(("name", "address", "contact")), names.person_name(random, lang)
    now_says, should_say = _put_right(random, subject, lang, name)
    answers = {
        "subject": subject,
        "now_says": now_says,
        "should_say": should_say,
        "name": name,
        "email": f"corrector{number}@{office.slug}-mail.example",
    }
    steps = [Step(random.randint(0, 4), "privacy", "take")]
    if random.random() < 0.75:
        steps.append(Step(random.randint(1, 8), "privacy", "correct"))
    opened = opened_on(random, day, done=ended(steps, "correct"))
    return Story("data_change", lang, channel(random), opened, answers, tuple(steps))


def _put_right(random: Random, subject: str, lang: str, name: str) -> tuple[str, str]:
    """What is on record, and what should be."""
    if subject == "name":
        return names.person_name(random, lang), name
    if subject == "address":
        return names.street(random), names.street(random)
    return f"555-01{random.randint(0, 49):02}", f"555-01{random.randint(50, 99)}"


def channel(random: Random) -> str:
    """How most requests come in."""
    return random.choice(("web", "web", "web", "mobile"))
