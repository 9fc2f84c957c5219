"""Number and code, as typed into a page: a wrong pair and an unknown number cost the same, and are slowed down."""

from collections.abc import Callable

from flask import Response, request

from casework.base.ids import parse_case_number
from casework.services.office import Office
from casework.services.staff import throttle

LONGEST = 64


def try_number_and_code(
    office: Office, open_with: Callable[[Office, str, str], Response | None]
) -> tuple[str, Response | None]:
    """The number as typed, and what `open_with` (office, number, code) answered: None when they open nothing."""
    number, code = request.form.get("number", "")[:LONGEST], request.form.get("code", "")[:LONGEST]
    who, tenant_id = throttle.address_of(request.remote_addr), office.tenant.id
    throttle.spend(throttle.TRACK_ADDRESS, who, tenant_id=tenant_id)
    plain = parse_case_number(number)
    answer = open_with(office, plain, code) if plain and code else None
    if answer is not None:
        throttle.refund(throttle.TRACK_ADDRESS, who, tenant_id=tenant_id)
    else:
        throttle.spend(throttle.TRACK_NUMBER, plain or number, tenant_id=tenant_id)
    return number, answer
