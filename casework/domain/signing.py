"""Who still has to sign a transfer: sellers by how their names are joined, buyers each (DOMAIN A.2, A.5, A.9)."""

from collections.abc import Iterable, Mapping
from typing import Literal

from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.domain import odometer
from casework.domain.findings import Finding
from casework.domain.title_rules import Conjunction, Owner, OwnerSet, signatures

SELLERS, BUYERS = ("seller", "co_seller"), ("buyer", "co_buyer")
RELEASE, ODOMETER, APPLICATION = "release", "odometer", "application"


class Signing(Value):
    """The statements of a transfer, by the roles that signed them; `asked` are those that somebody has to sign."""

    asked: Mapping[str, frozenset[str]]
    signed: Mapping[str, frozenset[str]]

    def missing(self, act: str) -> frozenset[str]:
        """The roles that were asked for this statement and have not signed it."""
        return self.asked.get(act, frozenset()) - self.signed.get(act, frozenset())


def check_signing(
    signing: Signing, conjunction: Conjunction, *, and_or: Literal["any", "all"] = "any", exempt: bool = False
) -> tuple[Finding, ...]:
    """What is not signed yet. Sellers release by the conjunction on record; every new owner applies."""
    found: list[Finding] = []
    sellers = [role for role in SELLERS if role in signing.asked.get(RELEASE, ())]
    title = OwnerSet(tuple(Owner(role) for role in sellers), conjunction)
    if sellers and not signatures(title, signing.signed.get(RELEASE, ()), and_or=and_or).complete:
        found.append(
            _incomplete(
                phrase("Somebody who gives the vehicle away has not signed yet. Give them their code")
            )
        )
    if signing.missing(APPLICATION):
        found.append(
            _incomplete(phrase("A new owner has not signed the application yet. Give them their code"))
        )
    if not exempt and signing.asked.get(ODOMETER):
        signed = signing.signed.get(ODOMETER, frozenset())
        found += odometer.check_signers(_of(signed, SELLERS), _of(signed, BUYERS))
    return tuple(found)


def _incomplete(said: Phrase) -> Finding:
    return Finding("SIGNATURES_INCOMPLETE", said)


def _of(signed: Iterable[str], side: tuple[str, ...]) -> set[str]:
    return {role for role in signed if role in side}
