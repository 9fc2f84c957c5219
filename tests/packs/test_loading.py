"""Packs load whole or say what is wrong, all of it, with file, key and cure."""

import json

import pytest

from casework.packs import Kind, PackError, Workflow, catalog
from casework.packs.check import check
from tests.packs.conftest import FLOW, TENANT, Packs, Told


@pytest.mark.parametrize(
    ("old", "new", "key", "what", "cure"),
    [
        (
            "version = 1\nprefix",
            "version = 1\nverison = 2\nprefix",
            "verison",
            "not a known key",
            "Write version",
        ),
        (
            'keep = "P1Y"',
            'keep = "P1Y"\ncolour = "red"',
            "fields.what.colour",
            "not a known key",
            "Remove it",
        ),
        ("minutes = 2\n", "", "minutes", "is missing", "Add it"),
        ("minutes = 2", 'minutes = "2"', "minutes", "not a whole number", "without quotes"),
        ("minutes = 2", "minutes = 0", "minutes", "is 0", "above 0"),
        ('prefix = "P"', 'prefix = "Permit"', "prefix", "is 'Permit'", "one capital letter"),
        ('kind = "email"', 'kind = "mail"', "fields.email.kind", "is 'mail'", "email, phone"),
        ('class = "contact"', 'class = "secret"', "fields.email.class", "is 'secret'", "sealed"),
        ('keep = "P1Y"', 'keep = "a year"', "fields.what.keep", "is 'a year'", "P90D"),
        ('sources = ["new"]', 'sources = "new"', "moves.grant.sources", "is not a list", '["one", "two"]'),
        ('label = "Grant"', 'label = ""', "moves.grant.label", "has no words in 'en'", "Write the sentence"),
        (
            'label = "Grant"',
            'label = { es = "Dar" }',
            "moves.grant.label",
            "no English wording",
            "English sentence",
        ),
        (
            'label = "Grant"',
            'label = { en = "A", xx = "B" }',
            "moves.grant.label",
            "unknown language 'xx'",
            "es, pt",
        ),
        ("final = true", 'final = "yes"', "states.granted.final", "not true or false", "without quotes"),
        ("[fields.what]", "[fields.What]", "fields", "is 'What'", "lower-case"),
        (
            'name = "permit"',
            'name = "licence"',
            "name",
            "is 'licence' in a folder called 'permit'",
            "the same",
        ),
    ],
)
def test_a_key_that_does_not_fit_is_told(
    packs: Packs, told: Told, old: str, new: str, key: str, what: str, cure: str
) -> None:
    packs.change(FLOW, old, new)
    found = [fault for fault in packs.faults() if fault.file == FLOW]
    assert (found[0].key.startswith(key), what in found[0].what, cure in found[0].cure) == (
        True,
        True,
        True,
    ), found


def test_every_fault_of_every_file_is_told_at_once(packs: Packs) -> None:
    packs.change(FLOW, "minutes = 2", "minutes = 0").change(FLOW, 'keep = "P1Y"', 'keep = "long"')
    packs.change(TENANT, 'country = "US"', 'country = "usa"')
    told = {(fault.file, fault.key) for fault in packs.faults()}
    assert {(FLOW, "minutes"), (FLOW, "fields.what.keep"), (TENANT, "country")} <= told


def test_a_file_that_is_no_toml_is_told(packs: Packs) -> None:
    packs.write(FLOW, "name = \n")
    assert any(fault.file == FLOW and "is not TOML" in fault.what for fault in packs.faults())


def test_a_folder_without_its_file_is_told(packs: Packs) -> None:
    packs.write("workflows/empty/README.md", "Nothing yet")
    assert packs.only().what == "is missing"


def test_words_for_what_is_not_there_are_told(packs: Packs) -> None:
    packs.write("workflows/permit/words/es.toml", '[moves.gran]\nlabel = "Dar"\n')
    fault = packs.faults()[0]
    assert (fault.file, fault.key) == ("workflows/permit/words/es.toml", "moves.gran")


def test_words_of_an_unknown_language_are_told(packs: Packs) -> None:
    packs.write("workflows/permit/words/xx.toml", "")
    assert "no language of ours" in packs.faults()[0].what


def test_missing_words_are_told_by_language_and_path(packs: Packs) -> None:
    packs.write("workflows/permit/words/es.toml", 'title = "Pida un permiso"\n')
    told = {(fault.file, fault.key) for fault in check(packs.root / "workflows", packs.root / "tenants")}
    assert ("workflows/permit/words/es.toml", "title") not in told
    assert ("workflows/permit/words/es.toml", "summary") in told
    assert ("workflows/permit/words/vi.toml", "title") in told
    assert ("tenants/market/words/hi.toml", "titles.warden.label") in told


def test_words_with_other_places_than_the_english_ones_are_told(packs: Packs) -> None:
    packs.write("workflows/permit/words/es.toml", '[letters.received]\nsubject = "La tenemos"\n')
    told = {fault.key: fault.what for fault in check(packs.root / "workflows", packs.root / "tenants")}
    assert told["letters.received.subject"]
    faults = check(packs.root / "workflows", packs.root / "tenants")
    assert any("other places" in fault.what and "case.number" in fault.cure for fault in faults)


def test_what_every_kind_begins_with_stands_under_its_own(packs: Packs) -> None:
    every = '[duties]\nhandler.label = "Everywhere"\nclerk.label = "Clerk"\n'
    packs.write("tenants/_every/tenant.toml", every)
    from casework.packs.catalog import read_catalog

    found, faults = read_catalog(packs.root / "workflows", packs.root / "tenants")
    assert not faults
    duties = found.kind("market").duties
    assert (duties["handler"].text("en"), duties["clerk"].text("en")) == ("Handles", "Clerk")


def test_a_pack_survives_storage_in_any_order_of_keys() -> None:
    for workflow in catalog().workflows.values():
        stored = json.loads(json.dumps(workflow.to_document(), sort_keys=True))
        assert Workflow.from_document(stored) == workflow
    for kind in catalog().kinds.values():
        assert Kind.from_document(json.loads(json.dumps(kind.to_document(), sort_keys=True))) == kind


def test_the_digest_changes_with_every_word() -> None:
    workflow = catalog().workflow("data_change")
    document = workflow.to_document()
    document["summary"] = {**document["summary"], "vi": "Khác"}  # type: ignore[dict-item]  # a wording is a table
    assert Workflow.from_document(document).digest != workflow.digest


def test_a_stored_pack_that_does_not_hold_is_refused() -> None:
    document = catalog().workflow("data_change").to_document()
    with pytest.raises(PackError, match="minutes: is missing"):
        Workflow.from_document({key: value for key, value in document.items() if key != "minutes"})


def test_all_shipped_packs_hold() -> None:
    assert [str(fault) for fault in check()] == []
