"""`packs check`: load, lint and compare the wording of every pack."""

from pathlib import Path

from casework.base.paths import shipped
from casework.packs.catalog import read_catalog
from casework.packs.faults import Fault
from casework.packs.lint import lint, lint_words


def check(workflows: Path | None = None, tenants: Path | None = None) -> list[Fault]:
    """Every fault of every pack under two folders; those that ship, when none are named."""
    catalog, faults = read_catalog(workflows or shipped("workflows"), tenants or shipped("tenants"))
    return sorted([*faults, *lint(catalog), *lint_words(catalog)])
