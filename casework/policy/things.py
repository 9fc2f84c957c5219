"""The named things of the registers and lists that can be withheld: which class or permission each needs.

One table for disclosing, for explaining, and for refusing to search or sort by what is closed.
"""

from __future__ import annotations

from collections.abc import Mapping

from casework.policy.why import Thing

CASE_PAGE = "case.read"

THINGS: Mapping[str, Thing] = {
    # a case in lists, and the parts of its page that are no answers
    "case.headline": Thing(("matter",), of_case=True),
    "case.applicant": Thing(("contact",), of_case=True),
    "case.parties": Thing(("contact",), of_case=True),
    "case.fees": Thing(("financial",), of_case=True),
    "case.messages": Thing(("matter",), of_case=True),
    "case.notes": Thing(("internal",), of_case=True),
    # a person
    "person.name": Thing(("contact",)),
    "person.contacts": Thing(("contact",)),
    "person.addresses": Thing(("location",)),
    "person.birth": Thing(("identity",)),
    "person.identifiers": Thing(("sealed",)),
    "person.cases": Thing((), permission="case.read"),
    "person.gifts": Thing(("financial",), permission="gift.read"),
    "person.vehicles": Thing(("asset",), permission="vehicle.read"),
    # a vehicle and a plate: numbers, and the names that they lead to
    "vehicle.numbers": Thing(("asset",)),
    "vehicle.owners": Thing(("contact",)),
    "plate.numbers": Thing(("asset",)),
    "plate.owners": Thing(("contact",)),
    # gifts and donors
    "gift.donor": Thing(("contact",)),
    "gift.amount": Thing(("financial",)),
    "gift.goods": Thing(("matter",)),
    "donor.name": Thing(("contact",)),
    "donor.giving": Thing(("financial",)),
    "donor.contacts": Thing(("contact",)),
    "donor.cases": Thing((), permission="case.read"),
    "donor.pledges": Thing(("financial",), permission="pledge.read"),
    "donor.tasks": Thing(("internal",), permission="gift.read"),
}
