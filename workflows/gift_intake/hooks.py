"""Effects of a gift's way: into the register, and onto a receipt. And what has to fit before it begins."""

from casework.hooks import donors, effect, guard

effect("record_gift")(donors.record_gift)
effect("make_pledge")(donors.make_pledge)
effect("take_payment")(donors.take_payment)
effect("issue_receipt")(donors.issue_receipt)
guard("aid_fits")(donors.aid_fits)
