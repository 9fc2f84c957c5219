"""Numbers of bank accounts: an IBAN, or the number of a bank in the United States or the United Kingdom with the
account's own. What a slip of the hand breaks is caught by the check digits, where there are some."""

from __future__ import annotations

import re

from casework.base.values import Value

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_WEIGHTS = (3, 7, 1)


class BadAccount(ValueError):
    """No account has this number. `part`: which of the two boxes is wrong, account or bank."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class BankAccount(Value):
    """An account as the bank's files write it: an IBAN, or bank/account."""

    code: str

    def __repr__(self) -> str:
        """Never the number: what is printed of it may end in a log."""
        return f"<an account that ends in {self.ending}>"

    @property
    def ending(self) -> str:
        """What a person knows it by."""
        return self.code[-4:]


def read_account(account: str, bank: str = "") -> BankAccount:
    """The account of two boxes as somebody typed them. BadAccount."""
    own, its_bank = _plain(account), _plain(bank)
    if own[:2].isalpha() and own:
        if its_bank or not _IBAN.fullmatch(own) or not _iban_checks(own):
            raise BadAccount("bank" if its_bank else "account")
        return BankAccount(own)
    if not own.isdecimal() or not 4 <= len(own) <= 17:
        raise BadAccount("account")
    if not its_bank.isdecimal() or len(its_bank) not in (6, 9):
        raise BadAccount("bank")
    if len(its_bank) == 9 and not _routing_checks(its_bank):
        raise BadAccount("bank")
    if len(its_bank) == 6 and len(own) != 8:
        raise BadAccount("account")
    return BankAccount(f"{its_bank}/{own}")


def _plain(typed: str) -> str:
    """Without what only helps to read it."""
    plain = re.sub(r"[\s.-]", "", typed[:80]).upper()
    return plain if plain.isascii() else ""


def _iban_checks(iban: str) -> bool:
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _routing_checks(bank: str) -> bool:
    """The weighted sum of a routing number ends in nought; one of noughts alone is none."""
    return sum(int(sign) * _WEIGHTS[at % 3] for at, sign in enumerate(bank)) % 10 == 0 and int(bank) > 0
