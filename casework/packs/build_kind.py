"""Turn a loaded and checked tenant table into the frozen parts of a kind."""

from collections.abc import Mapping

from casework.packs.build import Table, fields_of, text
from casework.packs.giving_rules import giving_rules
from casework.packs.kind import (
    Calendar,
    Emergency,
    FeeRow,
    FeeTable,
    Kind,
    Need,
    PersonClass,
    PlateClass,
    Purpose,
    Retention,
    Title,
)
from casework.packs.law import Exemption, Law, LawTerm
from casework.packs.transfer_rules import transfer_rules


def _purpose(code: str, table: Table) -> Purpose:
    return Purpose(
        code=code,
        label=text(table["label"]),
        basis=text(table["basis"]),
        limits=text(table.get("limits")),
        source=table["source"],
        opens={duty: frozenset(classes) for duty, classes in table["opens"].items()},
        writes={duty: frozenset(classes) for duty, classes in table["writes"].items()},
        scopes=dict(table["scopes"]),
        sealed_cases=tuple(table["sealed_cases"]),
        hidden_names=tuple(table["hidden_names"]),
        requires=fields_of(table["requires"]),
        off_case=table["off_case"],
        permissions=frozenset(table["permissions"]),
        consent=table["consent"],
        gives=tuple(table["gives"]),
        checked_on=table["checked_on"],
    )


def _fee_row(code: str, table: Table) -> FeeRow:
    keys = ("sort", "per", "since", "until", "minor", "per_mille", "base", "when", "source", "checked_on")
    return FeeRow(code=code, label=text(table["label"]), **{key: table[key] for key in keys})


def _fees(tables: Mapping[str, Table]) -> dict[str, FeeTable]:
    return {
        name: FeeTable(
            name,
            table["currency"],
            tuple(_fee_row(code, row) for code, row in table["rows"].items()),
            dict(table["known"]),
        )
        for name, table in tables.items()
    }


def _plate(code: str, table: Table) -> PlateClass:
    lists = {key: tuple(table[key]) for key in ("serves", "refused")}
    parts = {key: value for key, value in table.items() if key != "label"} | lists
    return PlateClass(code=code, label=text(table["label"]), **parts)


def _retention(code: str, table: Table) -> Retention:
    parts = {key: table[key] for key in ("trigger", "keep", "disposition", "source")}
    return Retention(code=code, label=text(table["label"]), **parts)


def _person_class(code: str, table: Table) -> PersonClass:
    parts = {key: table[key] for key in ("first_hours", "done_hours", "source")}
    return PersonClass(code=code, label=text(table["label"]), level=text(table["level"]), **parts)


def _emergency(table: Table) -> Emergency:
    return Emergency(
        minutes=table["minutes"],
        remind_days=table["remind_days"],
        categories={name: text(category["label"]) for name, category in table["categories"].items()},
        needs={
            name: Need(name, text(need["label"]), frozenset(need["classes"]), need["sealed_cases"])
            for name, need in table["needs"].items()
        },
    )


def _law(name: str, table: Table) -> Law:
    plain = {key: table[key] for key in ("place", "source", "checked_on")}
    return Law(
        **plain,
        name=name,
        label=text(table["label"]),
        review=text(table.get("review")),
        holidays=tuple(table["holidays"]),
        terms=tuple(LawTerm(code, **term) for code, term in table["terms"].items()),
        exemptions={
            code: Exemption(code, **{**one, "label": text(one["label"])})
            for code, one in table["exemptions"].items()
        },
    )


def kind(table: Table, digest: str) -> Kind:
    """The kind of a table that the schema has loaded."""
    plain = {key: table[key] for key in ("name", "version", "country", "currency", "jurisdiction")}
    calendar = table["calendar"]
    return Kind(
        **plain,
        digest=digest,
        title=text(table["title"]),
        summary=text(table["summary"]),
        calendar=Calendar(**{**calendar, "weekdays": tuple(calendar["weekdays"])}),
        duties={name: text(duty["label"]) for name, duty in table["duties"].items()},
        titles={
            name: Title(name, text(title["label"]), frozenset(title["duties"]))
            for name, title in table["titles"].items()
        },
        purposes={code: _purpose(code, purpose) for code, purpose in table["purposes"].items()},
        workflows=tuple(table["workflows"]),
        fees=_fees(table["fees"]),
        plates={code: _plate(code, plate) for code, plate in table["plates"].items()},
        retention={code: _retention(code, rule) for code, rule in table["retention"].items()},
        funds={name: text(fund["label"]) for name, fund in table["funds"].items()},
        receipts=dict(table["receipts"]),
        giving=giving_rules(table["giving"]),
        fraud=dict(table["fraud"]),
        imports=tuple(table["imports"]),
        emergency=_emergency(table["emergency"]) if table["emergency"] else None,
        transfers=transfer_rules(table["transfers"]),
        laws={name: _law(name, law) for name, law in table["laws"].items()},
        person_classes={code: _person_class(code, one) for code, one in table["person_classes"].items()},
        sample=text(table.get("sample")),
        checked_on=table["checked_on"],
    )
