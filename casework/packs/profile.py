"""What a tenant's profile may say otherwise than its kind: regimes of plates, amounts of fees, rules of transfers, the
promise of thanks."""

from collections.abc import Mapping
from typing import Any

from casework.base.values import replace
from casework.packs.kind import FeeRow, FeeTable, Kind, PlateClass


def with_profile(kind: Kind, profile: Mapping[str, object]) -> Kind:
    """The kind with `plates` (class to vehicle or owner), `fees`, `transfers` and `thanks` of the profile put over."""
    return replace(
        kind,
        plates=_plates(kind, _table(profile, "plates")),
        fees=_fees(kind, _table(profile, "fees")),
        transfers=kind.transfers.with_profile(_table(profile, "transfers")),
        giving=kind.giving.with_profile(profile),
    )


def _plates(kind: Kind, wanted: Mapping[str, Any]) -> Mapping[str, PlateClass]:
    """Another regime: `{class: "owner"}`, or `{class: {"follows": "owner", "hold_days": 365}}`."""
    plates = dict(kind.plates)
    for code in plates.keys() & wanted.keys():
        said = _table(wanted, code) or {"follows": wanted[code]}
        follows, days = said.get("follows"), said.get("hold_days")
        if follows in ("vehicle", "owner"):
            plates[code] = replace(plates[code], follows=str(follows))
        if type(days) is int and days >= 0:
            plates[code] = replace(plates[code], hold_days=days)
    return plates


def _fees(kind: Kind, wanted: Mapping[str, Any]) -> Mapping[str, FeeTable]:
    """Other amounts under the same rules: `{table: {row: {"minor": 2000}}}`, or `{"per_mille": 60}` for a rate."""
    tables = dict(kind.fees)
    for name in tables.keys() & wanted.keys():
        said = _table(wanted, name)
        rows = (_row(row, _table(said, row.code)) for row in tables[name].rows)
        tables[name] = replace(tables[name], rows=tuple(rows))
    return tables


def _row(row: FeeRow, said: Mapping[str, Any]) -> FeeRow:
    minor, rate = said.get("minor"), said.get("per_mille")
    if row.minor is not None and type(minor) is int and minor >= 0:
        return replace(row, minor=minor)
    if row.per_mille is not None and type(rate) is int and rate > 0:
        return replace(row, per_mille=rate)
    return row


def _table(profile: Mapping[str, object], name: str) -> Mapping[str, Any]:
    found = profile.get(name)
    return found if isinstance(found, Mapping) else {}
