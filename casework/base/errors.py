"""The errors every floor may raise. Each says in plain words what happened and what to do next."""

from collections.abc import Mapping
from typing import ClassVar

from casework.base.phrases import Sayable


class CaseworkError(Exception):
    """Root of our errors. `status` is the HTTP status a door answers with, `headers` what it sends along."""

    status: ClassVar[int] = 500
    headers: Mapping[str, str] = {}

    def __init__(self, message: Sayable = "Something went wrong here. Try again.") -> None:
        super().__init__(message)
        self.said: Sayable = message

    @property
    def message(self) -> str:
        """The sentence for the reader; a lazy translation is resolved only now, in the reader's language."""
        return str(self.said)

    def __str__(self) -> str:
        return self.message


class NotFound(CaseworkError):
    """There is no such thing, or not for this viewer: the two answer alike."""

    status = 404

    def __init__(self, message: Sayable = "There is nothing at this address.") -> None:
        super().__init__(message)


class NotAllowed(CaseworkError):
    """The viewer's duties do not carry this permission."""

    status = 403

    def __init__(self, message: Sayable = "Your duties do not include this.") -> None:
        super().__init__(message)


class Refused(CaseworkError):
    """A guard, a move or a rule of the field says no. `code` is stable: SELLER_NOT_OWNER."""

    status = 409

    def __init__(self, code: str, message: Sayable = "This is not possible now.") -> None:
        super().__init__(message)
        self.code = code


class Stale(CaseworkError):
    """Somebody else changed it since the reader opened it."""

    status = 409

    def __init__(
        self, message: Sayable = "Somebody changed this meanwhile. Read it again, then decide."
    ) -> None:
        super().__init__(message)


class InvalidInput(CaseworkError):
    """What was typed cannot be taken. `errors` names each field and says how to put it right."""

    status = 422

    def __init__(
        self, errors: Mapping[str, Sayable], message: Sayable = "Check the answers marked below."
    ) -> None:
        super().__init__(message)
        self.sayings: dict[str, Sayable] = dict(errors)  # for doors, which translate them
        self.errors: dict[str, str] = {name: str(said) for name, said in errors.items()}


class PurposeRequired(CaseworkError):
    """Personal data was asked for without saying what for."""

    status = 403

    def __init__(self, message: Sayable = "Say what you need this for. Then it opens.") -> None:
        super().__init__(message)


class Withheld(CaseworkError, AttributeError):
    """A value this viewer may not see for this purpose was asked for."""

    status = 403

    def __init__(self, message: Sayable = "This value is withheld from you for this purpose.") -> None:
        super().__init__(message)


class WallError(CaseworkError):
    """A query tried to cross the viewer's wall. It is a defect of ours, never the reader's doing."""


class KeyMissing(CaseworkError):
    """The key that opens sealed values is absent or wrong."""

    status = 503

    def __init__(
        self, message: Sayable = "Sealed values cannot be opened: the key is missing. Tell the operator."
    ) -> None:
        super().__init__(message)


class SettingError(CaseworkError):
    """A setting is missing, unsafe or contradicts another. The message names the setting and the cure."""
