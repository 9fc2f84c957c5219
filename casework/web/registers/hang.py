"""Hangs the registers' doors into the house."""

from flask import Flask

from casework.web.appeals.letters import campaigns
from casework.web.doors import tenant_door
from casework.web.registers import holds as _holds  # noqa: F401  # hangs its pages on the vehicles’ door
from casework.web.registers.batches import batches
from casework.web.registers.donor_alike import donors
from casework.web.registers.funds import funds
from casework.web.registers.gift_aid_lists import gift_aid
from casework.web.registers.gift_source import gifts as _gifts  # noqa: F401  # hangs its page on the gifts’ door
from casework.web.registers.giving_files import giving
from casework.web.registers.grants import grants
from casework.web.registers.held_answers import collections
from casework.web.registers.lender_programs import lenders  # it brings the pages of a vehicle’s liens too
from casework.web.registers.mandates import (
    collections as _mandates,  # noqa: F401  # hangs its pages on the collections’ door
)
from casework.web.registers.periods import periods
from casework.web.registers.person_classes import people
from casework.web.registers.pledges import pledges
from casework.web.registers.purposes import purposes
from casework.web.registers.receipts import receipts
from casework.web.registers.recognition import gifts
from casework.web.registers.registration import plates, vehicles
from casework.web.registers.statements import statements
from casework.web.registers.tributes import thanks


def hang_registers(app: Flask) -> None:
    """Every page of the registers; each view bears its guard."""
    tenant_door(app, people, "/desk")
    tenant_door(app, vehicles, "/desk/vehicles")
    tenant_door(app, plates, "/desk/plates")
    tenant_door(app, lenders, "/desk/lenders")
    tenant_door(app, gifts, "/desk/gifts")
    tenant_door(app, donors, "/desk/donors")
    tenant_door(app, funds, "/desk/funds")
    tenant_door(app, grants, "/desk/grants")
    tenant_door(app, campaigns, "/desk/campaigns")
    tenant_door(app, batches, "/desk/batches")
    tenant_door(app, periods, "/desk/books")
    tenant_door(app, gift_aid, "/desk/gift-aid")
    tenant_door(app, giving, "/desk/giving")
    tenant_door(app, receipts, "/desk/receipts")
    tenant_door(app, statements, "/desk/statements")
    tenant_door(app, thanks, "/desk/thanks")
    tenant_door(app, pledges, "/desk/pledges")
    tenant_door(app, collections, "/desk/collections")
    tenant_door(app, purposes, "/desk/purpose")
