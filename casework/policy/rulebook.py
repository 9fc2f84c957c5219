"""Who may do what, as a table to read aloud: permission → any of [all of [predicates]].

Duties are handed out by titles (tenant kinds say which). A permission opens a door; what is seen behind it is
decided by the purpose, the row rules and the wall.
"""

from __future__ import annotations

from collections.abc import Callable

from casework.base.errors import NotAllowed
from casework.base.phrases import phrase
from casework.store.access import Viewer

Predicate = Callable[[Viewer], bool]


def has(*duties: str) -> Predicate:
    """Carries at least one of these duties."""
    wanted = frozenset(duties)
    return lambda viewer: bool(wanted & viewer.duties)


def is_member(viewer: Viewer) -> bool:
    """Works here."""
    return viewer.actor_kind == "member"


def is_applicant(viewer: Viewer) -> bool:
    """Follows their own case."""
    return viewer.actor_kind == "applicant"


def is_lender(viewer: Viewer) -> bool:
    """Holds titles electronically: a program with a token of its own."""
    return viewer.actor_kind == "lender"


CASE_STAFF = has(
    *("intake", "handler", "examiner", "approver", "cashier", "lead"),
    *("dispatcher", "field_worker", "donor_relations", "bookkeeper", "coordinator", "privacy_officer"),
)
AT_WORK = has(
    *("handler", "examiner", "approver", "cashier", "lead"),
    *("dispatcher", "field_worker", "donor_relations", "coordinator"),
)
ASKERS = has("handler", "examiner", "dispatcher", "donor_relations", "coordinator", "privacy_officer")

READERS = has("intake", "handler", "examiner", "approver", "lead", "donor_relations", "bookkeeper")

POLICE = has("police")

VEHICLE_STAFF = has("handler", "examiner", "approver", "cashier", "lead")

RULEBOOK: dict[str, list[list[Predicate]]] = {
    "case.list": [[is_member, CASE_STAFF]],
    "calendar.read": [[is_member, CASE_STAFF]],
    "case.search": [[is_member, CASE_STAFF]],
    "case.read": [[is_member, CASE_STAFF], [is_applicant]],
    "case.open": [[is_member, has("intake", "handler", "dispatcher", "donor_relations")]],
    "case.move": [[is_member, CASE_STAFF], [is_applicant]],
    "case.take": [[is_member, CASE_STAFF]],
    "case.assign": [[is_member, has("approver", "dispatcher", "lead")]],
    "case.extend": [[is_member, AT_WORK]],
    "case.seal": [[is_member, CASE_STAFF]],  # of those, whom the kind's purposes let see sealed cases
    "case.ask": [[is_member, ASKERS]],
    "case.write_message": [[is_member, ASKERS], [is_member, has("approver", "lead")], [is_applicant]],
    "case.write_note": [[is_member, CASE_STAFF]],
    "case.mandate": [[is_member, has("intake", "handler", "dispatcher", "donor_relations", "lead")]],
    "post.read": [[is_member, has("intake", "handler", "dispatcher", "lead")]],
    "post.sort": [[is_member, has("intake", "handler", "dispatcher")]],
    "request.reroute": [[is_member, has("handler", "dispatcher", "lead")]],
    "request.moderate": [[is_member, has("handler", "dispatcher", "lead")]],
    "document.read": [[is_member, CASE_STAFF], [is_applicant]],
    "document.add": [[is_member, has("intake", "handler", "examiner")], [is_applicant]],
    "document.verify": [[is_member, has("handler", "examiner")]],
    "record.read": [[is_member, has("handler", "lead")]],
    "record.decide": [[is_member, has("handler", "lead")]],
    "paper.read": [[is_member, CASE_STAFF]],
    "paper.issue": [[is_member, has("handler", "examiner", "approver", "lead")]],
    "paper.withdraw": [[is_member, has("approver", "lead")]],
    "payment.take": [[is_member, has("cashier")]],
    "payment.waive": [[is_member, has("cashier", "approver")]],
    "purpose.declare": [[is_member, READERS], [is_member, has("cashier", "police")]],
    "person.search": [[is_member, READERS]],
    "person.read": [[is_member, READERS], [is_member, POLICE]],
    "person.register": [[is_member, has("donor_relations", "bookkeeper")]],
    "person.edit": [[is_member, has("intake", "handler", "donor_relations")]],
    "person.link": [[is_member, has("intake", "handler", "examiner", "donor_relations", "bookkeeper")]],
    "vehicle.read": [[is_member, VEHICLE_STAFF], [is_member, POLICE]],
    "hold.read": [[is_member, VEHICLE_STAFF]],
    "hold.place": [[is_member, VEHICLE_STAFF]],
    "hold.release": [[is_member, VEHICLE_STAFF]],  # of those, whom the authority for the hold's code names
    "lien.release": [[is_member, has("examiner", "approver", "lead")]],
    "elt.manage": [[is_member, has("lead")]],
    "lien.notices": [[is_lender]],
    "lien.message": [[is_lender]],
    "plate.read": [[is_member, has("handler", "examiner", "approver", "lead", "police")]],
    "plate.report": [[is_member, has("examiner", "approver")]],
    "plate.assign": [[is_member, has("examiner", "approver")]],
    "plate.correct": [[is_member, has("approver")]],
    "plate.recall": [[is_member, has("approver")]],
    "plate.retire": [[is_member, has("approver")]],
    "plate.trace": [[is_member, has("lead", "police")]],
    "fraud.review": [[is_member, has("approver", "lead")]],
    "lookup.make": [[is_member, has("handler", "examiner", "lead", "police")]],
    "consent.record": [[is_member, has("handler", "examiner", "lead", "privacy_officer")]],
    "gift.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "gift.record": [[is_member, has("bookkeeper")]],
    "gift.reverse": [[is_member, has("bookkeeper")]],
    "gift.refund": [[is_member, has("bookkeeper")]],
    "period.read": [[is_member, has("bookkeeper", "lead")]],
    "period.close": [[is_member, has("bookkeeper")]],
    "period.reopen": [[is_member, has("lead")]],
    "pledge.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "pledge.make": [[is_member, has("bookkeeper")]],
    "pledge.change": [[is_member, has("bookkeeper")]],
    "collection.read": [[is_member, has("bookkeeper")]],
    "collection.run": [[is_member, has("bookkeeper")]],
    "gift.credit": [[is_member, has("bookkeeper")]],
    "batch.read": [[is_member, has("bookkeeper")]],
    "batch.enter": [[is_member, has("bookkeeper")]],
    "household.change": [[is_member, has("bookkeeper", "donor_relations")]],
    "donor.hide": [[is_member, has("donor_relations", "lead")]],
    "donor.merge": [[is_member, has("donor_relations")]],
    "donor.plan": [[is_member, has("donor_relations")]],
    "donor.segment": [[is_member, has("donor_relations", "bookkeeper")]],
    "donor.choices": [[is_member, has("donor_relations", "bookkeeper")]],
    "giving.report": [[is_member, has("donor_relations", "bookkeeper", "lead")]],
    "appeal.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "appeal.make": [[is_member, has("donor_relations")]],
    "gift.attribute": [[is_member, has("donor_relations", "bookkeeper")]],
    "level.set": [[is_member, has("donor_relations")]],
    "grant.manage": [[is_member, has("donor_relations")]],
    "journal.export": [[is_member, has("bookkeeper", "lead")]],
    "fund.release": [[is_member, has("bookkeeper")]],
    "gift_aid.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "gift_aid.claim": [[is_member, has("bookkeeper")]],
    "statement.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "statement.make": [[is_member, has("bookkeeper")]],
    "thanks.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "thanks.give": [[is_member, has("donor_relations", "bookkeeper")]],
    "receipt.issue": [[is_member, has("bookkeeper")]],
    "receipt.cancel": [[is_member, has("bookkeeper")]],
    "receipt.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "fund.read": [[is_member, has("donor_relations", "bookkeeper")]],
    "fund.create": [[is_member, has("bookkeeper")]],
    "register.import": [[is_member, has("importer")]],
    "register.export": [[is_member, has("lead", "importer")]],
    "case.export": [[is_member, has("lead")]],
    "emergency.open": [[is_member, AT_WORK]],
    "emergency.review": [[is_member, has("privacy_officer")]],
    "relation.declare": [[is_member]],
    "relation.declare_for": [[is_member, has("lead", "privacy_officer")]],
    "relation.review": [[is_member, has("privacy_officer")]],
    "pack.read": [[is_member]],
    "account.manage": [[is_member]],
    "token.create": [[is_member]],
    "member.list": [[is_member, has("administrator")]],
    "member.invite": [[is_member, has("administrator")]],
    "unit.manage": [[is_member, has("administrator")]],
    "tenant.settings": [[is_member, has("administrator")]],
    "case.board": [
        [is_member, has("lead", "handler", "dispatcher", "approver", "coordinator", "donor_relations")]
    ],
    "agreement.read": [[is_member, has("handler", "lead")]],
    "agreement.make": [[is_member, has("lead")]],
    "calendar.change": [[is_member, has("administrator")]],
    "promise.change": [[is_member, has("administrator")]],
    "ledger.read": [[is_member, has("privacy_officer")]],
}


FOR_LENDERS = frozenset({"lien.notices", "lien.message"})
"""All that the token of a lender opens."""


def allowed(permission: str, viewer: Viewer) -> bool:
    """Whether the table lets this viewer through. An unknown permission is a fault, not a refusal."""
    if viewer.narrowed_to is not None and permission not in viewer.narrowed_to:
        return False
    return any(all(holds(viewer) for holds in together) for together in RULEBOOK[permission])


def require(permission: str, viewer: Viewer) -> None:
    """Make sure that the viewer may, or raise NotAllowed."""
    if not allowed(permission, viewer):
        raise NotAllowed(phrase("Your duties here don’t include this. Ask your administrator who can."))


def permissions_of(viewer: Viewer) -> list[str]:
    """Every permission the viewer has: what navigation shows, and what a token may be narrowed to."""
    return [permission for permission in RULEBOOK if allowed(permission, viewer)]
