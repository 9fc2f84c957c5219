"""Without a purpose nothing opens: not to administrators, not to tokens, jobs or commands."""

import uuid
from dataclasses import dataclass, field

import pytest

from casework.base.errors import PurposeRequired
from casework.base.values import names
from casework.jobs.queue import load_tasks, queue
from casework.packs import catalog
from casework.services.office import Office
from casework.services.tenants.find_tenant import TenantFacts

KINDS = sorted(catalog().kinds.values(), key=lambda kind: kind.name)
IDS = [kind.name for kind in KINDS]
FOR_IDENTITY = {"mail_link"}
"""Tasks that open no register."""


@dataclass(frozen=True)
class Somebody:
    titles: tuple[str, ...]
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    units: frozenset[uuid.UUID] = frozenset()


def office(kind) -> Office:
    facts = names(TenantFacts)
    told = {"id": 1, "slug": "o", "name": "O", "kind": kind.name, "profile": {}, "languages": ("en",)}
    return Office(TenantFacts(**{name: told.get(name) for name in facts}), kind)


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
@pytest.mark.parametrize("code", ["", "none", "B1", "system:sweep", "break_glass", "TRIAGE", "triage "])
def test_no_title_comes_in_without_a_purpose_of_the_office(kind, code):
    for title in kind.titles:
        with pytest.raises(PurposeRequired):
            office(kind).member(Somebody((title,)), code)


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_an_administrator_has_no_purpose_that_opens_anything_about_people(kind):
    for code in kind.purposes:
        try:
            viewer = office(kind).member(Somebody(("administrator",)), code)
        except PurposeRequired:
            continue
        assert viewer.access.read <= {"open", "internal"} or code == "self", code


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_every_task_has_a_purpose_of_its_own_or_opens_nothing(kind):
    load_tasks()
    tasks = {name for name in queue.tasks if ":" not in name} - FOR_IDENTITY
    named = {code.removeprefix("system:") for code in kind.purposes if code.startswith("system:")}
    for name in tasks - named:
        with pytest.raises(PurposeRequired):
            office(kind).system(name)
    assert {"send_letter", "run_clocks", "sweep", "break_glass"} <= tasks & named
