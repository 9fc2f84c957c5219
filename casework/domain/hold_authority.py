"""Who may release a hold, and on what (DOMAIN A.11): a rule for each code, a strict one for unknown codes."""

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding

SYSTEM = "system"


class Authority(Value):
    """`duties` may release it. `agency`: only on word of the agency that placed it. `other`: never who placed it.

    `reference`: the number of the order, receipt or message has to be given.
    """

    duties: frozenset[str]
    agency: bool = False
    other: bool = False
    reference: bool = True


_COURT = Authority(frozenset({"examiner", "lead"}))
_MONEY = Authority(frozenset({"cashier", "lead"}))
_CLEARANCE = Authority(frozenset({SYSTEM, "lead"}))

AUTHORITY: dict[str, Authority] = {
    "STOLEN": Authority(frozenset({"lead"}), agency=True),
    "LIEN": Authority(frozenset({"examiner", "lead"}), agency=True),
    "COURT": _COURT,
    "LITIGATION": _COURT,
    "DIVORCE": _COURT,
    "FEES_DUE": _MONEY,
    "DISHONOURED_PAYMENT": _MONEY,
    "PARKING_TOLL": _MONEY,
    "CHILD_SUPPORT": Authority(frozenset({"cashier", "lead"}), agency=True),
    "FRAUD_REVIEW": Authority(frozenset({"lead"}), other=True, reference=False),
    "BANKRUPTCY": Authority(frozenset({"lead"})),
    "EMISSIONS": _CLEARANCE,
    "RECALL_STOP_SALE": _CLEARANCE,
    "INSURANCE_LAPSE": _CLEARANCE,
    "LEGAL_HOLD": Authority(frozenset({"privacy_officer"})),
}
_UNKNOWN = Authority(frozenset({"lead"}), agency=True, other=True)


class Release(Value):
    """Somebody who wants to release a hold: their duties, whether they placed it, what they bring."""

    duties: frozenset[str]
    placed_it: bool = False
    reference: str = ""
    agency: str = ""


def check_release(code: str, placed_by: str, release: Release) -> tuple[Finding, ...]:
    """Why this hold cannot be released like this."""
    rule = AUTHORITY.get(code, _UNKNOWN)
    if not rule.duties & release.duties:
        said = phrase("This hold is not released by your duties. Refer it to whoever may, with the paper")
        return (Finding("HOLD_NOT_YOURS", said),)
    found = []
    if rule.other and release.placed_it:
        said = phrase("Not by you: you placed this hold, so somebody else releases it")
        found.append(Finding("SAME_PERSON", said))
    if rule.agency and _plain(release.agency) != _plain(placed_by):
        said = phrase(
            "Only the agency that placed this hold may release it. Name it as it stands on the hold"
        )
        found.append(Finding("HOLD_OTHER_AGENCY", said, field="agency"))
    if rule.reference and not release.reference.strip():
        said = phrase("Enter the number of the order, receipt or message that ends this hold")
        found.append(Finding("HOLD_RELEASE_UNPROVEN", said, field="reference"))
    return tuple(found)


def may_ever_release(code: str, duties: frozenset[str]) -> bool:
    """Whether these duties release holds of this code at all."""
    return bool(AUTHORITY.get(code, _UNKNOWN).duties & duties)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
