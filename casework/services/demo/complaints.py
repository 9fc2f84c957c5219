"""Complaints in the demo: answered, put right at once, looked at a second time, or not for the office."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from casework.services.demo import names
from casework.services.demo.offices import DemoOffice
from casework.services.demo.stories import Step, Story, channel, opened_on

WORDS = {
    "en": (
        "Three times somebody promised to call me back the same day. Nobody did.",
        "A call, and an answer.",
    ),
    "es": ("Tres veces prometieron llamarme el mismo día. Nadie llamó.", "Una llamada y una respuesta."),
    "pt": ("Três vezes prometeram me ligar no mesmo dia. Ninguém ligou.", "Uma ligação e uma resposta."),
    "hi": ("तीन बार कहा गया कि उसी दिन फ़ोन आएगा। किसी ने नहीं किया।", "एक फ़ोन और एक उत्तर।"),
    "vi": ("Ba lần hứa gọi lại trong ngày. Không ai gọi.", "Một cuộc gọi và một câu trả lời."),
}
_FIRST = {"motor_vehicle_agency": "clerk", "charity": "donors", "council": "officer"}
_LEAD = {"motor_vehicle_agency": "supervisor", "charity": "director", "council": "lead"}
_ANSWER = {
    "answer_text": "Notes to call you were left and not passed on. We called you today and went through all of it.",
    "remedy": "apology",
    "cause": "mistake",
    "lesson": "Notes to call back stand on the case, not on paper.",
}


def complaint_story(random: Random, office: DemoOffice, day: date, number: int) -> Story:
    """A complaint about the office."""
    lang = names.language(random)
    lang = lang if lang in office.languages else "en"
    happened, wish = WORDS[lang]
    opened = opened_on(random, day)
    answers: dict[str, Any] = {
        "about": random.choice(("delay", "service", "conduct", "information", "decision")),
        "happened": happened,
        "happened_on": (opened - timedelta(days=random.randint(2, 40))).isoformat(),
        "wish": wish,
        "for_other": False,
        "name": names.person_name(random, lang),
        "email": f"complainer{number}@{office.slug}-mail.example",
    }
    return Story("complaint", lang, channel(random), opened, answers, tuple(_steps(random, office.kind)))


def _steps(random: Random, kind: str) -> list[Step]:
    first, lead = _FIRST[kind], _LEAD[kind]
    how = random.random()
    if how < 0.15:
        return [Step(0, first, "settle", {"settled_text": "We called and cleared it up."})]
    if how < 0.22:
        said = {"decline_reason": "court", "decline_text": "The court decides it. We can’t at the same time."}
        return [Step(2, lead, "decline", said)]
    finding = random.choice(("upheld", "partly", "not_upheld"))
    steps = [
        Step(random.randint(1, 6), first, "acknowledge", checks=True),
        Step(random.randint(2, 12), first, "respond", {"finding": finding, **_ANSWER}, checks=True),
    ]
    if how < 0.45:
        final = {
            "final_finding": "upheld",
            "final_text": "You are right. We apologize, and have changed how we do it.",
        }
        steps += [
            Step(random.randint(3, 20), "applicant", "escalate"),
            Step(random.randint(1, 4), lead, "acknowledge_review"),
            Step(random.randint(5, 18), lead, "conclude", final, checks=True),
        ]
    return steps
