"""What axe finds wrong with a page: every rule once, and the colours again in the other scheme."""

import json
from importlib.resources import files
from typing import Literal

from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
_SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# The violations alone, each with its first places: shipping all that is right takes longer than finding it.
_RUN = """async options => (await axe.run({resultTypes: ["violations"], ...options})).violations.map(
    fault => [fault.id, fault.help, fault.nodes.slice(0, 5).map(node => node.target + " " + node.html)])"""
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def faults(page: Page, *, first: Scheme = "light", second: Scheme | None = "dark") -> dict[str, str]:
    """Every fault of the page by rule and scheme, told for people. What is said once, in `first`, holds in both
    schemes, except for the colours."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SCRIPT)
    found = {}
    for scheme in (first, second):
        if scheme is None:
            continue
        page.emulate_media(color_scheme=scheme)
        for rule, said, places in page.evaluate(_RUN, {} if scheme == first else _COLOURS):
            found[f"{rule} ({scheme})"] = f"{page.url}: {said}\n{json.dumps(places, indent=2)}"
    return found
