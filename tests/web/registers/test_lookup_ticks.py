"""What is ticked to be given to somebody outside: what the declared use needs, and nothing where that differs."""

import re

from tests.web.registers.test_lookup import ASKED, B4, LOOKUP, WHO, asked, text, under
from tests.web.registers.test_purposes import B7


def ticked(page: str) -> set[str]:
    """What of an owner is ticked to be given."""
    return {
        re.search(r'value="([^"]*)"', box)[1]
        for box in re.findall(r'<input[^>]*name="fields"[^>]*>', page)
        if " checked" in box
    }


def test_what_is_ticked_to_be_given_is_what_the_use_needs_or_nothing(port):
    assert ticked(asked(under(port, "title_clerk", "b7", **B7))) == {"name", "address"}
    wide = under(port, "supervisor", "b4", **B4)
    page = asked(wide)
    assert 'name="fields"' in page and ticked(page) == set(), "the use differs: somebody chooses"
    form = {**ASKED, **WHO, "told": "yes"}
    untouched = wide.post(f"{LOOKUP}give", form, form=LOOKUP)
    assert untouched.status_code == 422 and "Choose what is given" in text(untouched)
    assert ticked(text(untouched)) == set()
    chosen = wide.post(f"{LOOKUP}give", {**form, "fields": ["name"], "told": ""}, form=LOOKUP)
    assert chosen.status_code == 422 and ticked(text(chosen)) == {"name"}, "what was chosen stays"
