"""Turn a loaded and checked table into the frozen parts of the model."""

from collections.abc import Mapping
from typing import Any

from casework.packs.model import (
    Check,
    Clock,
    Elsewhere,
    Field,
    Guard,
    Legal,
    Letter,
    Listed,
    Listing,
    Move,
    Option,
    Page,
    Party,
    Report,
    Section,
    Signature,
    Stage,
    State,
    Target,
    Workflow,
)
from casework.packs.model_form import Confidential
from casework.packs.text import NOTHING, Text

Table = Mapping[str, Any]


def text(words: Mapping[str, str] | None) -> Text:
    """The wording, or nothing."""
    return Text(dict(words)) if words else NOTHING


def field(name: str, table: Table) -> Field:
    """One question."""
    return Field(
        name=name,
        kind=table["kind"],
        label=text(table["label"]),
        cls=table["cls"],
        why=text(table.get("why")),
        opens=tuple(table["opens"]),
        keep=table["keep"],
        hint=text(table.get("hint")),
        short=text(table.get("short")),
        required=table["required"],
        when=table["when"],
        options=tuple(
            Option(value, text(option["label"]), text(option.get("hint")))
            for value, option in table["options"].items()
        ),
        page=table.get("page"),
        unit=table["unit"],
        max_length=table["max_length"],
        multiple=table["multiple"],
        accept=tuple(table["accept"]),
        public=table["public"],
        from_link=table["from_link"],
        needs=table["needs"],
    )


def fields_of(tables: Mapping[str, Table]) -> tuple[Field, ...]:
    """The questions of a table of tables."""
    return tuple(field(name, table) for name, table in tables.items())


def _move(name: str, table: Table) -> Move:
    return Move(
        name=name,
        label=text(table["label"]),
        effect_text=text(table["effect_text"]),
        sources=tuple(table["sources"]),
        target=table["target"],
        by=tuple(table["by"]),
        asks=fields_of(table["asks"]),
        checks=tuple(
            Check(key, text(check["label"]), tuple(check["fields_"]), check["when"])
            for key, check in table["checks"].items()
        ),
        guards=_guards(table["guards"]),
        four_eyes=tuple(table["four_eyes"]),
        effects=tuple(table["effects"]),
        elsewhere=tuple(
            Elsewhere(code, tuple(said["states"]), text(said["message"]))
            for code, said in table["elsewhere"].items()
        ),
        letter=table["letter"],
        primary=table["primary"],
        tone=table["tone"],
    )


def _guards(tables: Mapping[str, Table]) -> tuple[Guard, ...]:
    return tuple(
        Guard(code, text(guard["message"]), guard["rule"], guard["hook"], guard["field"])
        for code, guard in tables.items()
    )


def _state(name: str, table: Table) -> State:
    return State(
        name=name,
        label=text(table["label"]),
        public_label=text(table["public_label"]),
        public_text=text(table["public_text"]),
        stage=table["stage"],
        clock=table["clock"],
        final=table["final"],
        outcome=table["outcome"],
        tone=table["tone"],
        shape=table["shape"],
    )


def _party(role: str, table: Table) -> Party:
    parts = {key: table[key] for key in ("name", "email", "phone", "address", "birth_date", "applicant")}
    return Party(role=role, label=text(table["label"]), completes=tuple(table["completes"]), **parts)


def _signature(name: str, table: Table) -> Signature:
    return Signature(
        name, text(table["label"]), text(table["text"]), tuple(table["roles"]), tuple(table["fields_"])
    )


_LISTS_OF_CLOCK = ("stops", "anew", "stands", "clarifies", "charges")


def _clock(name: str, table: Table) -> Clock:
    plain = {
        key: value
        for key, value in table.items()
        if key not in ("label", "targets", "legal", *_LISTS_OF_CLOCK)
    }
    return Clock(
        name=name,
        label=text(table["label"]),
        stops=tuple(table["stops"]),
        anew=tuple(table["anew"]),
        stands=tuple(table["stands"]),
        clarifies=tuple(table["clarifies"]),
        charges=tuple(table["charges"]),
        targets=tuple(
            Target(name=key, **{**target, "label": text(target["label"])})
            for key, target in table["targets"].items()
        ),
        legal=_legal(table["legal"]) if table["legal"] else None,
        **plain,
    )


def _legal(table: Table) -> Legal:
    return Legal(**{**table, "stands": tuple(table["stands"])})


def _confidential(table: Table | None) -> Confidential | None:
    return Confidential(table["when"], dict(table["fields_"]), table["email"]) if table else None


def _listing(table: Table | None) -> Listing | None:
    if table is None:
        return None
    plain = {
        key: table[key]
        for key in ("category", "place", "words", "photos", "outcome", "message", "ask_letter", "ask_after")
    }
    categories = (
        Listed(name, text(told["group"]), told["publish"], told["grid"], told["radius"], told["days"])
        for name, told in table["categories"].items()
    )
    return Listing(**plain, categories=tuple(categories))


def _pages(tables: Mapping[str, Table], fields: tuple[Field, ...]) -> tuple[Page, ...]:
    return tuple(
        Page(
            name,
            text(table["title"]),
            text(table.get("intro")),
            tuple(field for field in fields if field.page == name),
        )
        for name, table in tables.items()
    )


_AS_IT_IS = (
    *(
        "name",
        "version",
        "prefix",
        "purpose",
        "minutes",
        "online",
        "initial",
        "waits_in",
        "waits_while",
        "waits_as",
    ),
)


def workflow(table: Table, digest: str) -> Workflow:
    """The workflow of a table that the schema has loaded."""
    fields = fields_of(table["fields_"])
    plain = {key: table[key] for key in _AS_IT_IS}
    return Workflow(
        **plain,
        digest=digest,
        title=text(table["title"]),
        summary=text(table["summary"]),
        needs=tuple(text(words) for words in table["needs"]),
        office=text(table["office"]),
        stages=tuple(Stage(name, text(stage["label"])) for name, stage in table["stages"].items()),
        pages=_pages(table["pages"], fields),
        fields=fields,
        parties=tuple(_party(role, party) for role, party in table["parties"].items()),
        states=tuple(_state(name, state) for name, state in table["states"].items()),
        moves=tuple(_move(name, move) for name, move in table["moves"].items()),
        clocks=tuple(_clock(name, clock) for name, clock in table["clocks"].items()),
        letters=tuple(
            Letter(name, text(letter["subject"]), text(letter["body"]), letter["to"])
            for name, letter in table["letters"].items()
        ),
        sections=tuple(
            Section(name, text(section["label"]), tuple(section["fields_"]))
            for name, section in table["sections"].items()
        ),
        reports=tuple(
            Report(name, text(report["label"]), tuple(report["columns"]), tuple(report["opens"]))
            for name, report in table["reports"].items()
        ),
        guards=_guards(table["guards"]),
        signatures=tuple(_signature(name, signed) for name, signed in table["signatures"].items()),
        opening_letter=table["opening_letter"],
        fee_table=table["fee_table"],
        public=table["public"],
        listing=_listing(table["listing"]),
        confidential=_confidential(table["confidential"]),
    )
