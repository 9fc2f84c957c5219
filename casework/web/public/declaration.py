"""The words of a Gift Aid declaration beside the question that makes one: the donor sees what is kept."""

from __future__ import annotations

from casework.domain.gift_aid_claim import Scope
from casework.packs import Page
from casework.services.gift_aid.declare import GIFTS, WORDING
from casework.services.staff.present import current_tenant

ASKED = "gift_aid"


def declaration(page: Page) -> list[str]:
    """Each declaration that a yes on this page makes; none on other pages."""
    told = current_tenant().profile.get(ASKED)
    charity = told.get("charity") if isinstance(told, dict) else None
    if not charity or all(field.name != ASKED for field in page.fields):
        return []
    return [WORDING.format(charity=charity, gifts=GIFTS[scope]) for scope in Scope]
