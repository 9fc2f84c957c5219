"""The demo's transfers of vehicles: what is applied for, and how the review goes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from casework.base.values import Value
from casework.services.demo import names
from casework.services.demo.offices import DemoOffice
from casework.services.demo.people import phone
from casework.services.demo.stories import Step, Story, channel, ended, opened_on

SMOG = frozenset({"smog_certificate"})


class Car(Value):
    """What a transfer story needs to know of a vehicle on record."""

    vin: str
    plate: str | None
    owners: tuple[str, ...]
    bought_on: date
    miles: int


def transfer_story(random: Random, office: DemoOffice, day: date, *, number: int, car: Car) -> Story:
    """A vehicle changes hands: papers checked, sometimes asked for, fees paid, a second officer completes."""
    lang = names.language(random)
    lang = lang if lang in office.languages else "en"
    steps = _review(random)
    done = ended(steps, "reject", "complete")
    opened = max(opened_on(random, day, done=done), car.bought_on + timedelta(days=3))
    opened = min(opened, day)
    answers = _transfer_answers(random, office, car, lang=lang, number=number)
    answers["sale_date"] = max(
        opened - timedelta(days=random.randint(0, 6)), car.bought_on + timedelta(days=1)
    ).isoformat()
    return Story("vehicle_transfer", lang, channel(random), opened, answers, tuple(steps), SMOG)


def notice_story(random: Random, office: DemoOffice, day: date, *, number: int, car: Car) -> Story:
    """A seller tells that the vehicle is sold: in time, or late."""
    lang = names.language(random)
    lang = lang if lang in office.languages else "en"
    steps = [Step(random.randint(0, 4), "clerk", "record", checks=True)] if random.random() < 0.8 else []
    opened = opened_on(random, day, done=bool(steps))
    answers = {
        "plate": car.plate or "8AAA013",
        "vin_end": car.vin[-5:],
        "sold_on": (opened - timedelta(days=random.choice((1, 2, 3, 4, 8, 15)))).isoformat(),
        "odometer": car.miles + random.randint(100, 9000),
        "buyer_name": names.person_name(random, lang),
        "buyer_address": _address(random, office),
        "seller_name": car.owners[0],
        "seller_email": f"seller{number}@{office.slug}-mail.example",
    }
    return Story("release_of_liability", lang, "web", opened, answers, tuple(steps))


def two_phones_story(random: Random, office: DemoOffice, day: date, *, number: int, car: Car) -> Story:
    """A seller begins, and the others have not all signed yet."""
    story = transfer_story(random, office, day, number=number, car=car)
    left_out = ("buyer_address", "buyer_email", "buyer_phone", "id_kind", "id_number")
    answers = {name: value for name, value in story.answers.items() if name not in left_out}
    opened = day - timedelta(days=random.randint(1, 6))
    answers |= {"started_by": "seller", "sale_date": (opened - timedelta(days=1)).isoformat()}
    return Story("vehicle_transfer", story.language, "web", opened, answers, (), SMOG)


def _address(random: Random, office: DemoOffice) -> dict[str, str]:
    return {
        "line1": names.street(random),
        "city": office.town,
        "region": "CA",
        "postcode": office.postcode,
        "country": "US",
    }


def _transfer_answers(
    random: Random, office: DemoOffice, car: Car, *, lang: str, number: int
) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "vin": car.vin,
        "seller_name": car.owners[0],
        "has_co_seller": len(car.owners) > 1,
        "buyer_name": names.person_name(random, lang),
        "buyer_address": _address(random, office),
        "buyer_email": f"buyer{number}@{office.slug}-mail.example",
        "buyer_phone": phone(5000 + number),
        "has_co_buyer": False,
        "transfer_kind": "private_sale",
        "price": {"minor": random.randint(20, 300) * 10000, "currency": "USD"},
        "lien_open": False,
        "odometer_status": "actual",
        "odometer": car.miles + random.randint(500, 20000),
        "plates_decision": "stay",
    }
    if len(car.owners) > 1:
        answers["co_seller_name"] = car.owners[1]
    if car.plate:
        answers["plate"] = car.plate
    if random.random() < 0.4:
        answers |= {"id_kind": "driver_licence", "id_number": f"D{random.randint(1000000, 9999999)}"}
    return answers


def _review(random: Random) -> list[Step]:
    steps = [Step(random.randint(0, 3), "clerk", "take")]
    if random.random() < 0.25:
        asked = {
            "papers": ["title_photo"],
            "question": "The photo of the title is cut off. Send the whole page.",
        }
        steps += [Step(1, "clerk", "ask", asked)]
        if random.random() < 0.15:
            return steps
        steps.append(Step(random.randint(1, 12), "applicant", "answer"))
    if random.random() < 0.07:
        said = {"rejection": "signatures", "rejection_text": "The second owner has not signed the title."}
        return [*steps, Step(2, "examiner", "reject", said)]
    if random.random() < 0.1:
        return steps
    steps.append(Step(random.randint(1, 5), "examiner", "clear", checks=True))
    if random.random() < 0.85:
        steps += [
            Step(random.randint(0, 6), "cashier", "pay"),
            Step(random.randint(0, 4), "senior", "complete"),
        ]
    return steps
