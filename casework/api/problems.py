"""What a program can do wrong before any service is asked. `casework.web.errors` writes the problem documents."""

from casework.base.errors import CaseworkError, Refused
from casework.base.phrases import phrase


class WrongMedia(CaseworkError):
    """A body came as something else than JSON."""

    status = 415

    def __init__(self) -> None:
        super().__init__(phrase("Send the body as application/json."))
        self.headers = {"Accept-Post": "application/json"}


class VersionWanted(CaseworkError):
    """A change must say which version it was decided on."""

    status = 428

    def __init__(self) -> None:
        super().__init__(phrase("Send If-Match with the ETag of the case as you read it."))


class VersionGone(CaseworkError):
    """The case is not any more as the program read it."""

    status = 412

    def __init__(self, tag: str) -> None:
        super().__init__(phrase("The case was changed meanwhile. Read it again, then decide."))
        self.headers = {"ETag": tag}


class KeyWanted(Refused):
    """A create must carry a key, so that sending it twice makes one thing."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            "IDEMPOTENCY_KEY_MISSING",
            phrase("Send Idempotency-Key with a value of your own, and the same one when you try again."),
        )
