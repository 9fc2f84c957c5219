"""Addresses whose builders are compiled when the first of them is written, not all of them at every start."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule as any other. Werkzeug compiles two builders of each: a thousand took a tenth of a start.

    It overrides a private method; should that be renamed, it is no longer called and everything is compiled at once.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        def build(rule: "LateRule", /, **values: Any) -> tuple[str, str]:
            return (rule._with_unknown if append_unknown else rule._exact)(rule, **values)

        return build

    @cached_property
    def _exact(self) -> Builder:
        return super()._compile_builder(append_unknown=False)

    @cached_property
    def _with_unknown(self) -> Builder:
        return super()._compile_builder(append_unknown=True)
