"""What every shipped workflow keeps: its examples fill its form and go their way through its states."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

import pytest

from casework.packs import APPLICANT, ENTER, PARTY, SYSTEM, Move, Text, Workflow, catalog
from casework.packs.diagram import diagram
from casework.packs.examples import Example, examples
from casework.packs.field_kinds import Asking, accept_value, read_answer, show_answer, split_answer
from casework.packs.rules import asked, failing
from casework.packs.text import LANGUAGES
from casework.packs.words import wordings

TODAY = date(2026, 11, 21)
WORKFLOWS = sorted(catalog().workflows)
EXAMPLES = [(name, example) for name in WORKFLOWS for example in examples(name)]
EACH_EXAMPLE = pytest.mark.parametrize(
    ("name", "example"), EXAMPLES, ids=[f"{name}-{example.name}" for name, example in EXAMPLES]
)
EACH_WORKFLOW = pytest.mark.parametrize("name", WORKFLOWS)


def asking(workflow: Workflow, lang: str) -> Asking:
    kind = catalog().kinds_offering(workflow.name)[0]
    return Asking(lang=lang, country=kind.country, currency=kind.currency)


def given(example: Example) -> dict[str, object]:
    """The answers of an example, with an id for each file."""
    files = {
        field: [str(uuid5(NAMESPACE_URL, name)) for name in names] for field, names in example.files.items()
    }
    return {**example.answers, **files}


def carries(move: Move, duty: str) -> bool:
    return duty in move.by


@EACH_WORKFLOW
def test_a_workflow_has_an_example_in_every_language(name: str) -> None:
    assert {example.lang for example in examples(name)} == set(LANGUAGES)


@EACH_EXAMPLE
def test_an_example_answers_what_is_asked_and_nothing_else(name: str, example: Example) -> None:
    workflow, answers = catalog().workflow(name), given(example)
    wanted = asked(workflow, workflow.fields, answers, TODAY)
    assert set(answers) <= {field.name for field in wanted}
    assert {field.name for field in wanted if field.required} <= set(answers)


@EACH_EXAMPLE
def test_an_answer_survives_the_way_through_the_form(name: str, example: Example) -> None:
    workflow, answers = catalog().workflow(name), given(example)
    where = asking(workflow, example.lang)
    for field in workflow.fields:
        if field.name in answers:
            boxes = split_answer(field, answers[field.name], where)
            assert read_answer(field, boxes, where) == answers[field.name], field.name
            assert accept_value(field, answers[field.name], where) == answers[field.name], field.name
            assert str(show_answer(field, answers[field.name], where)), field.name


@EACH_EXAMPLE
def test_an_example_may_be_sent(name: str, example: Example) -> None:
    workflow = catalog().workflow(name)
    assert not failing(workflow, workflow.guards, given(example), TODAY)


@EACH_EXAMPLE
def test_an_example_goes_its_way_to_its_end(name: str, example: Example) -> None:
    workflow, facts, state = catalog().workflow(name), given(example), ""
    state, where = workflow.initial, asking(workflow, example.lang)
    for step in example.way:
        move = workflow.move(step.move)
        assert state in move.sources, f"{step.move} does not leave {state}"
        assert carries(move, step.by), f"{step.by} may not make {step.move}"
        wanted = asked(workflow, move.asks, {**facts, **step.asked}, TODAY)
        for field in wanted:
            assert accept_value(field, step.asked.get(field.name), where) == step.asked.get(field.name)
        assert set(step.asked) <= {field.name for field in wanted}
        facts = {**facts, **step.asked}
        assert not failing(workflow, move.guards, facts, TODAY), f"{step.move} is refused"
        state = move.target
    assert state == example.ends


@EACH_EXAMPLE
def test_every_step_is_open_to_a_title_of_every_kind_that_offers_it(name: str, example: Example) -> None:
    for kind in catalog().kinds_offering(name):
        carried = frozenset().union(*(title.duties for title in kind.titles.values()))
        for step in example.way:
            assert step.by in carried | {APPLICANT, SYSTEM}, f"{kind.name}: nobody is {step.by}"


@EACH_WORKFLOW
def test_four_eyes_can_be_kept(name: str) -> None:
    """Some other title, or the applicant, can make the earlier move, so that one office can finish a case."""
    workflow = catalog().workflow(name)
    for kind in catalog().kinds_offering(name):
        for move in workflow.moves:
            mine = {title.name for title in kind.titles.values() if title.duties & set(move.by)}
            assert mine or set(move.by) & {APPLICANT, PARTY, SYSTEM}, f"{kind.name}: nobody makes {move.name}"
            for earlier in move.four_eyes:
                duties = {APPLICANT} if earlier == ENTER else set(workflow.move(earlier).by)
                theirs = {title.name for title in kind.titles.values() if title.duties & duties}
                assert earlier == ENTER or theirs


@EACH_WORKFLOW
def test_every_sentence_is_there_in_every_language(name: str) -> None:
    for path, words in wordings(catalog().workflow(name).to_document()):
        assert set(words) == set(LANGUAGES), path
        if len(words["en"]) > 24:
            assert len({words[lang] for lang in LANGUAGES}) == len(LANGUAGES), (
                f"{path} reads alike in two languages"
            )


@EACH_WORKFLOW
def test_a_workflow_survives_storage(name: str) -> None:
    workflow = catalog().workflow(name)
    assert Workflow.from_document(workflow.to_document()) == workflow


@EACH_WORKFLOW
def test_labels_have_no_full_stop_and_reasons_have_one(name: str) -> None:
    workflow = catalog().workflow(name)
    fields = [*workflow.fields, *(field for move in workflow.moves for field in move.asks)]
    labels: list[Text] = [field.label for field in fields] + [move.label for move in workflow.moves]
    assert not [label.text("en") for label in labels if label.text("en").endswith(".")]
    assert not [field.name for field in fields if not field.why.text("en").endswith(".")]


@EACH_WORKFLOW
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workflow_can_be_drawn(name: str, lang: str) -> None:
    workflow = catalog().workflow(name)
    drawn = diagram(workflow, lang)
    assert "style=" not in drawn
    assert drawn.count("<rect") == len(workflow.states)
