"""Effects of a gift's way: into the register, and onto a receipt."""

from casework.hooks import donors, effect

effect("record_gift")(donors.record_gift)
effect("issue_receipt")(donors.issue_receipt)
