"""The way through a form: which pages are asked, which comes next, which are not finished."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.packs import Field, Page, Workflow
from casework.packs.field_kinds import Asking
from casework.packs.rules import asked
from casework.services.cases.answers import accepted


class Flow(Value, dict=True):
    """A form as these answers shape it."""

    workflow: Workflow
    answers: Mapping[str, Any]
    asking: Asking
    today: date

    def fields(self, page: Page) -> tuple[Field, ...]:
        """The questions of a page that are asked, as far as the answers tell."""
        return asked(self.workflow, page.fields, self.answers, self.today)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages that ask anything, in their order."""
        return tuple(page for page in self.workflow.pages if self.fields(page))

    def page(self, name: str) -> Page:
        """The page of this name; NotFound when the form has none or does not ask it."""
        for page in self.pages:
            if page.name == name:
                return page
        raise NotFound

    def place(self, name: str) -> int:
        """Which step a page is, from 1."""
        return [page.name for page in self.pages].index(name) + 1

    def after(self, name: str) -> str | None:
        """The page after this one; None when the answers are to be checked."""
        names = [page.name for page in self.pages]
        return next(iter(names[names.index(name) + 1 :] if name in names else names), None)

    def before(self, name: str) -> str | None:
        """The page before this one."""
        names = [page.name for page in self.pages]
        place = names.index(name)
        return names[place - 1] if place else None

    def unfinished(self) -> tuple[Page, ...]:
        """The pages with an answer missing or wrong."""
        return tuple(page for page in self.pages if self.faults(page))

    def faults(self, page: Page) -> dict[str, Any]:
        """What is missing or wrong on a page, by field."""
        return accepted(self.fields(page), self.answers, self.asking)[1]
