"""What people call their files: kept readable, made harmless."""

import unicodedata

LONGEST = 120
_UNWANTED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def plain_name(given: str) -> str:
    """The last part of a path, without characters that nobody sees and marks that systems act upon."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", last)
    spaced = "".join(" " if c.isspace() else c for c in composed)
    seen = "".join(c for c in spaced if unicodedata.category(c) not in _UNWANTED)
    kept = " ".join("".join("_" if c in '<>:"|?*%;' else c for c in seen).split())
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept.lstrip("~- ")[:LONGEST] or "file"
    ending = ending[:12]
    stem = stem[: LONGEST - len(ending) - 1].strip(" .~-")
    return f"{stem or 'file'}.{ending}" if ending else stem or "file"


def ending_of(name: str) -> str:
    """The ending of a name in lower case; empty when it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def renamed(name: str, ending: str) -> str:
    """The name with another ending."""
    return f"{name.rpartition('.')[0] or name}.{ending}"
