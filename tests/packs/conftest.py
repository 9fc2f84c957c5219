"""A small pack that holds, and a way to break it: every test changes one line and reads what is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from casework.packs.catalog import read_catalog
from casework.packs.faults import Fault
from casework.packs.lint import lint

WORKFLOW = """
name = "permit"
version = 1
prefix = "P"
purpose = "permits"
title = "Ask for a permit"
summary = "For a stall on the market."
minutes = 2
office = "the permit desk"
initial = "new"
opening_letter = "received"

[stages]
one.label = "Received"
two.label = "Decided"

[pages.stall]
title = "Your stall"

[fields.what]
page = "stall"
kind = "text"
label = "What do you sell?"
class = "matter"
why = "It decides where you stand."
opens = ["handler"]
keep = "P1Y"

[fields.email]
page = "stall"
kind = "email"
label = "Your e-mail"
class = "contact"
why = "To answer you."
opens = ["handler"]
keep = "P1Y"

[states.new]
label = "New"
public_label = "We have it"
public_text = "Next, we decide."
stage = "one"
[states.granted]
label = "Granted"
public_label = "Yes"
public_text = "Come at eight."
stage = "two"
final = true
outcome = "good"

[moves.grant]
label = "Grant"
effect_text = "The stall is theirs."
sources = ["new"]
target = "granted"
by = ["handler"]
[moves.grant.guards.NOTHING_SOLD]
rule = 'what != "nothing"'
message = "Nothing is sold. Ask first"

[letters.received]
subject = "We have {{ case.number }}"
body = "We answer to {{ email }} about {{ what }}."
"""

KIND = """
name = "market"
version = 1
title = "Market"
summary = "A market."
country = "US"
currency = "USD"
jurisdiction = "US"
workflows = ["permit"]

[calendar]
country = "US"
opens = "08:00"
closes = "16:00"

[duties]
handler.label = "Handles"

[titles.warden]
label = "Warden"
duties = ["handler"]

[purposes.permits]
label = "Permits"
basis = "Running the market"
source = "By-law 4"
[purposes.permits.opens]
handler = ["open", "matter", "contact"]

[purposes.triage]
label = "Lists"
basis = "Finding work"
source = "By-law 4"
[purposes.triage.opens]
handler = ["open"]

[purposes.self]
label = "Own data"
basis = "Everybody may see their own"
source = "By-law 4"
[purposes.self.opens]
handler = ["open"]
"""

FLOW, TENANT = "workflows/permit/workflow.toml", "tenants/market/tenant.toml"


class Packs:
    """Two pack folders that hold until something is changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write(FLOW, WORKFLOW)
        self.write(TENANT, KIND)

    def write(self, name: str, text: str) -> None:
        """Put a file in place."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> "Packs":
        """Replace one piece of a file that must be there."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))
        return self

    def faults(self) -> list[Fault]:
        """All that is said of them, wording of other languages apart."""
        catalog, unloaded = read_catalog(self.root / "workflows", self.root / "tenants")
        return sorted([*unloaded, *lint(catalog)])

    def only(self) -> Fault:
        """The one thing that is said."""
        found = self.faults()
        assert len(found) == 1, "\n".join(map(str, found))
        return found[0]


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    """Two packs that hold."""
    return Packs(tmp_path)


Told = Callable[[str, str, str], None]


@pytest.fixture
def told(packs: Packs) -> Told:
    """Check that exactly one fault is told, with this key and these words in fault and cure."""

    def check(key: str, what: str, cure: str) -> None:
        fault = packs.only()
        assert fault.file in (FLOW, TENANT)
        assert (fault.key, what in fault.what, cure in fault.cure) == (key, True, True), str(fault)

    return check
