"""Those who look at the ground of the attacks, and what the policy shows each of them."""

from __future__ import annotations

import uuid

from casework.packs import catalog
from casework.policy.viewer import Viewer
from casework.services.office import Office
from casework.services.tenants.find_tenant import TenantFacts
from casework.settings import Settings
from casework.store.access import ALWAYS, Access
from tests.attacks.ground import CASES, OURS, THEIRS, Canary, Ground
from tests.store.looking import viewer

JOB = "job "
_SYSTEM, _KIND = "system:", "motor_vehicle_agency"


def crowd(ground: Ground, settings: Settings) -> dict[str, Viewer]:
    """Those who look: four of our office, one of theirs with every class, and an administrator without a purpose."""
    ours, made = ground.ours, lambda tenant=OURS, **how: viewer(settings, tenant, **how)
    everybody = {
        "clerk": made(read={"contact"}, write={}, purpose="triage", units=frozenset({ours.unit})),
        "examiner": made(
            read={"matter", "internal", "contact", "identity", "asset"},
            write={"matter", "internal", "contact"},
            purpose="title_transfer",
            units=frozenset({ours.unit}),
            row_rules=["own_units"],
        ),
        "colleague": made(
            read={"matter", "internal", "contact", "identity", "asset"},
            write={"matter", "internal", "contact"},
            purpose="title_transfer",
            units=frozenset({ours.far_unit}),
            row_rules=["own_units"],
        ),
        "applicant": made(
            read={"matter", "contact", "location", "identity"},
            write={"matter", "contact"},
            purpose="title_transfer",
            actor=None,
            actor_kind="applicant",
            duties=frozenset({"applicant"}),
            case=ours.cases["mine"],
            row_rules=["own_case"],
        ),
        "task": made(
            read={"contact", "matter"},
            write={},
            purpose="system:send_letter",
            actor=None,
            actor_kind="system",
            duties=frozenset({"system"}),
        ),
        "stranger": made(THEIRS, purpose="title_transfer"),
    }
    viewer(settings, OURS, read=(), write=())
    nothing = Access(("threshold",), frozenset(), frozenset())
    everybody["admin"] = Viewer(
        OURS, uuid.uuid4(), "member", frozenset({"administrator"}), "", nothing, frozenset({ours.unit})
    )
    return everybody | _jobs()


def _jobs() -> dict[str, Viewer]:
    """The viewers of jobs and commands, as the office makes them of its kind's purposes."""
    languages, profile = ("en",), dict[str, str]()
    place = (languages, "UTC", "USD", "US", profile)
    facts = TenantFacts(OURS, f"attacked-{OURS}", None, "x", _KIND, True, True, *place)
    office = Office(facts, catalog().kind(_KIND))
    tasks = [code.removeprefix(_SYSTEM) for code in office.kind.purposes if code.startswith(_SYSTEM)]
    return {f"{JOB}{task}": office.system(task) for task in tasks}


def may_see(looking: Viewer, canary: Canary, *, units: bool = True) -> bool:
    """Whether the policy shows this viewer that value. Without `units` as far as the wall alone tells."""
    if canary.tenant != looking.tenant or not looking.purpose:
        return False
    if canary.cls not in looking.access.read | ALWAYS:
        return False
    return may_reach(looking, canary.place, units=units)


def may_reach(looking: Viewer, place: str, *, units: bool = True) -> bool:
    """Whether this viewer sees rows of that place in their own tenant."""
    mail, place = place.endswith("mail"), place.removesuffix("mail")
    if looking.case is not None:
        return place in ("mine", "public")
    if mail and looking.actor_kind == "system":
        return True  # jobs send the letters about every case
    if place == "own":
        return (
            looking.actor_kind == "system"
        )  # a draft, a wish for news, an emergency: its writer's, none of these
    if place == "closed":
        return looking.access.sealed_cases
    if place == "hidden":
        return looking.access.hidden_names
    if not units or "own_units" not in looking.access.row_rules or place not in CASES:
        return True
    return place != "other"  # our own unit's: the colleague of the other unit lends, and is not judged
