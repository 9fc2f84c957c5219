"""A fund as programs name it."""

from uuid import UUID

from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import phrase
from casework.services.donors.funds import fund_by_code
from casework.store.session import ViewerSession


def fund_named(session: ViewerSession, code: str) -> UUID:
    """The fund with this code. InvalidInput under `fund`."""
    try:
        return fund_by_code(session, code).id
    except NotFound:
        raise InvalidInput({"fund": phrase("There is no such fund.")}) from None
