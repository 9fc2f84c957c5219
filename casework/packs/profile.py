"""What one tenant's profile may say otherwise than its kind: the regime of a plate class."""

from collections.abc import Mapping
from dataclasses import replace

from casework.packs.kind import Kind


def with_profile(kind: Kind, profile: Mapping[str, object]) -> Kind:
    """The kind with `profile["plates"]` (plate class to vehicle or owner) put over its plates."""
    wanted = profile.get("plates")
    if not isinstance(wanted, Mapping):
        return kind
    plates = dict(kind.plates)
    for code, follows in wanted.items():
        if code in plates and follows in ("vehicle", "owner"):
            plates[code] = replace(plates[code], follows=str(follows))
    return replace(kind, plates=plates)
