"""Requests for records in the demo: found at once, not held, passed on; and two whose log can be looked at."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from random import Random
from uuid import UUID

from casework.services.cases.mandates import NewMandate, name_mandate
from casework.services.cases.move_case import move_case
from casework.services.demo import names
from casework.services.demo.cases import Stage, case_id, history, play
from casework.services.demo.offices import DemoOffice
from casework.services.demo.papers import letter as paper_of
from casework.services.demo.returned import return_mail
from casework.services.demo.stories import Step, Story, channel, opened_on
from casework.services.documents.keep_file import Sent
from casework.services.records.add_record import add_record
from casework.services.records.black_out import make_black, mark_area
from casework.services.records.decide_record import decide_record
from casework.services.records.read_records import read_records
from casework.services.records.withhold import Held, withhold
from casework.store.session import ViewerSession

FLOW, PURPOSE = "records_request", "records_requests"
WANTED = {
    "en": "Letters between the city and the bus company about line 4.",
    "es": "El contrato de la recogida de basura y sus anexos de precios.",
    "pt": "As atas das reuniões sobre o parque novo.",
    "hi": "नदी किनारे के स्कूल की छत की जाँच की रिपोर्ट।",
    "vi": "Danh sách cây bị đốn trong công viên Bến Sông.",
}
_CONTRACT = (
    "Contract on waste, 2024.\nThe price for each truck is 412 dollars a day.\nTrucks come on Mondays.\n"
)
_WITHOUT = _CONTRACT.replace("412 dollars", "[withheld, Government Code 7927.705]")
_LETTER = (
    ("From", "Aurelia Brandvold, 14 Quarry Road"),
    ("Phone", "414 555 0137"),
    ("About", "Garbage trucks before six in the morning"),
    ("Date", "9 May 2024"),
)
_PRIVATE = "gc7927_700"
_WRITER = {"left": "38", "top": "31.5", "width": "55", "height": "13.5"}
_MAIL = {"email": "julian@lakeshore-mail.example"}
_TEXTS = {"part_text": "We withhold the price for each truck: it is a trade secret of the company."}


def records_story(random: Random, office: DemoOffice, day: date, number: int) -> Story:
    """Somebody wants to see records."""
    lang = names.language(random)
    lang = lang if lang in office.languages else "en"
    answers = {
        "what": WANTED[lang],
        "form": random.choice(("file", "file", "inspect")),
        "name": names.person_name(random, lang),
        "email": f"reader{number}@{office.slug}-mail.example",
    }
    return Story(FLOW, lang, channel(random), opened_on(random, day), answers, tuple(_steps(random)))


def plant_records(stage: Stage) -> None:
    """At the council: one request that is being worked on, and one that was answered in part and is looked at anew."""
    if FLOW not in stage.office.kind.workflows:
        return
    for number, back in enumerate((4, 16)):
        case = case_id("records", stage.demo, number)
        answers = {
            "what": WANTED["es"],
            "form": "file",
            "name": "Julián Ferrer",
            "email": "julian@lakeshore-mail.example",
        }
        steps = (Step(1, "officer", "take_up", checks=True),)
        opened = stage.day - timedelta(days=back)
        play(stage, Story(FLOW, "es", "web", opened, answers, steps), case, Random(f"records/{number}"))
        with history(stage, stage.viewer("officer", case, PURPOSE), case) as session:
            fresh = not read_records(session, case).records
            if fresh:
                _enter(session, case, whole=number == 1)
            session.commit()
        if fresh and number == 1:
            _answer(stage, case)
            return_mail(stage, case, _MAIL["email"])


def _enter(session: ViewerSession, case: UUID, *, whole: bool) -> None:
    """The contract with one line withheld, and a letter that waits or is given out."""
    contract = add_record(
        session, case, "Contract on the collection of waste, 2024", _file("contract.txt", _CONTRACT)
    )
    held = Held(
        *("place", "gc7927_705", "The price for one truck is a trade secret of the company."),
        record=contract,
        page="1",
        place="second line, the price",
    )
    withhold(session, case, held)
    decide_record(session, case, contract, "part", sent=_file("contract.txt", _WITHOUT), gone="412")
    _neighbour(session, case, made=whole)
    letter = add_record(session, case, "Letter of the company, 3 March 2024", None)
    if whole:
        decide_record(session, case, letter, "release")
    else:
        lawyer = NewMandate("Núria Ferrer", "lawyer", "letters", email="nuria@ferrer-law.example")
        name_mandate(session, case, lawyer)


def _neighbour(session: ViewerSession, case: UUID, *, made: bool) -> None:
    """A letter with its writer's name and phone made black; in one of the two that is still to be done."""
    written = Sent("letter.pdf", BytesIO(paper_of("Letter", _LETTER, "To the City of Lakeshore")))
    record = add_record(session, case, "Letter of a neighbour, 9 May 2024", written)
    reason = "Who complains about noise is nobody’s business but theirs."
    mark_area(session, case, Held("place", _PRIVATE, reason, record, page="1", place="writer", area=_WRITER))
    if made:
        make_black(session, case, record)


def _answer(stage: Stage, case: UUID) -> None:
    with history(stage, stage.viewer("lead", case, PURPOSE), case) as session:
        move_case(session, case, "release_part", asked=_TEXTS, confirmed=frozenset({"separate"}))
        session.commit()
    with history(stage, stage.viewer("applicant", case, PURPOSE), case) as session:
        move_case(session, case, "ask_review", asked={"disagree": "El precio lo pagamos todos."})
        session.commit()


def _file(name: str, words: str) -> Sent:
    return Sent(name, BytesIO(words.encode()))


def _steps(random: Random) -> list[Step]:
    how = random.random()
    if how < 0.2:
        said = {"who_has_it": "The port authority has them. We sent your request there today."}
        return [Step(random.randint(1, 3), "officer", "pass_on", said)]
    steps = [Step(random.randint(0, 2), "officer", "take_up", checks=True)]
    if how < 0.4:
        question = {"question": "Which years do you mean?"}
        steps += [Step(1, "officer", "ask", question), Step(random.randint(1, 9), "applicant", "answer")]
    if how < 0.55:
        looked = {"searched": "The files of the mayor’s office and the archive, from 2015 on."}
        return [*steps, Step(random.randint(2, 6), "officer", "none_held", looked)]
    return [*steps, Step(random.randint(2, 7), "officer", "release", checks=True)]
