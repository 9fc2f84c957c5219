"""Version 1: every group of operations, in the order in which the document tells them."""

from casework.api.v1.cases import cases
from casework.api.v1.gifts import gifts
from casework.api.v1.lenders import lenders
from casework.api.v1.moves import moves
from casework.api.v1.people import people
from casework.api.v1.plates import plates
from casework.api.v1.pledge_changes import pledges
from casework.api.v1.receipts import receipts
from casework.api.v1.traces import traces
from casework.api.v1.vehicles import vehicles
from casework.api.v1.workflows import workflows

GROUPS = (cases, moves, people, vehicles, plates, traces, gifts, pledges, receipts, lenders, workflows)
