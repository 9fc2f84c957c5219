"""What a kind of office that takes gifts goes by: its promise of thanks, dated figures of receipts and Gift Aid, and
what is written to those who are told of a gift in honour or memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casework.base.values import Value, field, names, replace
from casework.domain.gift_aid import GiftAidRules
from casework.domain.receipts import Thresholds
from casework.domain.thanking import Policy
from casework.packs.text import Text


class NoticeWords(Value):
    """What somebody reads who is told of a gift. Places: `{{ told }}`, `{{ donor }}`, `{{ name }}`, `{{ office }}`."""

    code: str  # honor or memory
    title: Text
    named: Text  # with the donor's name
    unnamed: Text  # without it


class GivingRules(Value):
    """The rules of giving at one kind of office."""

    thanks: Policy = field(default_factory=Policy)
    lapse_days: int = 90  # a pledge whose part is overdue so long, and of which nothing came, has lapsed
    receipts: tuple[Thresholds, ...] = ()
    gift_aid: tuple[GiftAidRules, ...] = ()
    tribute: Mapping[str, NoticeWords] = field(default_factory=dict)  # by its kind

    sybunt_includes_lybunt: bool = False  # who gave last year, and not this one, is in both lists

    def with_profile(self, profile: Mapping[str, Any]) -> GivingRules:
        """The same with an office's own promise of thanks, `{"thanks": {"within_days": 3, "regular": "every"}}`, and
        its own word on lists, `{"sybunt": {"includes_lybunt": true}}`."""
        said = profile.get("thanks")
        days = said.get("within_days") if isinstance(said, Mapping) else None
        regular = said.get("regular") if isinstance(said, Mapping) else None
        thanks = self.thanks
        if type(days) is int and 1 <= days <= 60:
            thanks = replace(thanks, within_days=days)
        if regular in ("first", "every"):
            thanks = replace(thanks, regular=str(regular))
        lists = profile.get("sybunt")
        wide = lists.get("includes_lybunt") if isinstance(lists, Mapping) else None
        wide = wide if isinstance(wide, bool) else self.sybunt_includes_lybunt
        return replace(self, thanks=thanks, sybunt_includes_lybunt=wide)


def giving_rules(table: Mapping[str, Any] | None) -> GivingRules:
    """The rules of a table that the schema has loaded."""
    if not table:
        return GivingRules()
    return GivingRules(
        thanks=Policy(**table["thanks"]) if table["thanks"] else Policy(),
        lapse_days=table["lapse_days"],
        receipts=tuple(Thresholds(**_plain(row, Thresholds)) for row in _ordered(table["receipts"])),
        gift_aid=tuple(GiftAidRules(**_plain(row, GiftAidRules)) for row in _ordered(table["gift_aid"])),
        sybunt_includes_lybunt=table["sybunt_includes_lybunt"],
        tribute={
            kind: NoticeWords(kind, **{part: Text(dict(words)) for part, words in said.items()})
            for kind, said in (table["tribute"] or {}).items()
        },
    )


def _ordered(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: row["valid_from"])


def _plain(row: Mapping[str, Any], shape: Any) -> dict[str, Any]:
    return {name: row[name] for name in names(shape) if name in row}
