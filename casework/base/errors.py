"""The errors every floor may raise. Each says in plain words what happened and what to do next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from casework.base.phrases import Sayable, phrase


class CaseworkError(Exception):
    """Root of our errors. `status` is what a door answers with, `headers` what it sends along.

    `usual` is what the error says when nothing more is known.
    """

    status: ClassVar[int] = 500
    headers: Mapping[str, str] = {}
    usual: ClassVar[Sayable] = phrase("Something went wrong here. Try again.")

    def __init__(self, message: Sayable | None = None) -> None:
        self.said: Sayable = self.usual if message is None else message
        super().__init__(self.said)

    @property
    def message(self) -> str:
        """The sentence in English, or in the reader's language if it is a lazy translation."""
        return str(self.said)

    def __str__(self) -> str:
        return self.message


class NotFound(CaseworkError):
    """There is no such thing, or not for this viewer: the two answer alike."""

    status = 404
    usual = phrase("There is nothing at this address.")


class NotAllowed(CaseworkError):
    """The viewer's duties do not carry this permission."""

    status = 403
    usual = phrase("Your duties do not include this.")


class Refused(CaseworkError):
    """A guard, a move or a rule of the field says no. `code` is stable: SELLER_NOT_OWNER. `about`: what stands in
    the way, by id."""

    status = 409
    usual = phrase("This is not possible now.")

    def __init__(self, code: str, message: Sayable | None = None, *, about: Iterable[UUID] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.about = tuple(about)


class RefusedTogether(Refused):
    """Several rules say no at once. `all` holds (code, sentence, question) of each; the first speaks for them."""

    def __init__(self, findings: Sequence[tuple[str, Sayable, str]]) -> None:
        super().__init__(findings[0][0], findings[0][1])
        self.all = tuple(findings)


class Stale(CaseworkError):
    """Somebody else changed it since the reader opened it."""

    status = 409
    usual = phrase("Somebody changed this meanwhile. Read it again, then decide.")


class WrongState(Stale):
    """A move does not start from the state the case is in. `code` is one for each pair: CASE_COMPLETED_CANNOT_PAY."""

    def __init__(self, code: str, message: Sayable) -> None:
        super().__init__(message)
        self.code = code


class InvalidInput(CaseworkError):
    """What was typed cannot be taken. `errors` names each field and says how to put it right."""

    status = 422
    usual = phrase("Check the answers marked below.")

    def __init__(self, errors: Mapping[str, Sayable], message: Sayable | None = None) -> None:
        super().__init__(message)
        self.sayings: dict[str, Sayable] = dict(errors)  # for doors, which translate them
        self.errors: dict[str, str] = {name: str(said) for name, said in errors.items()}


class PurposeRequired(CaseworkError):
    """Personal data was asked for without saying what for."""

    status = 403
    usual = phrase("Say what you need this for. Then it opens.")


class Withheld(CaseworkError, AttributeError):
    """A value this viewer may not see for this purpose was asked for."""

    status = 403
    usual = phrase("This value is withheld from you for this purpose.")


class WallError(CaseworkError):
    """A query tried to cross the viewer's wall. It is a defect of ours, never the reader's doing."""


class KeyMissing(CaseworkError):
    """The key that opens sealed values is absent or wrong. Readers are told the usual words, never where keys are."""

    status = 503
    code = "KEY_MISSING"
    usual = phrase("Sealed values cannot be opened: the key is missing. Tell the operator.")


class KeyDestroyed(CaseworkError):
    """A value's key was destroyed: nobody can read it any more. `at`: when, where that is known."""

    status = 410
    code = "KEY_DESTROYED"
    usual = phrase("This value was destroyed together with its key. Nobody can read it any more.")

    def __init__(self, *, at: datetime | None = None) -> None:
        super().__init__()
        self.at = at


class SettingError(CaseworkError):
    """A setting is missing, unsafe or contradicts another. The message names the setting and the cure."""
