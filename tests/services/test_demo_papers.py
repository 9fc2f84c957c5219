"""The demo's papers read like papers: they open, say what the case says, and are the same each time."""

from casework.packs import catalog
from casework.packs.examples import examples
from casework.services.demo.papers import paper
from tests.reading_pdf import words_of


def test_a_title_names_the_vehicle_and_who_sells_it() -> None:
    flow = catalog().workflow("vehicle_transfer")
    answers = next(one for one in examples(flow.name) if one.lang == "en").answers
    made = paper(flow, flow.field("title_photo"), answers, "Northport Motor Vehicles")
    said = words_of(made)
    assert answers["vin"] in said and answers["seller_name"] in said and "Northport" in said
    assert "Sample paper" in said
    assert made == paper(flow, flow.field("title_photo"), answers, "Northport Motor Vehicles")


def test_every_paper_that_a_service_asks_for_can_be_drawn_in_every_language() -> None:
    for name in catalog().workflows:
        flow = catalog().workflow(name)
        for field in (one for one in flow.fields if one.kind == "file"):
            for example in examples(name):
                made = paper(flow, field, example.answers, "Office (one) \\ two")
                assert words_of(made) and len(made) < 5000
