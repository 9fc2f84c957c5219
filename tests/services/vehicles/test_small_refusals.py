"""Refusals that no story meets, each by its code: on one vehicle and one case, each undone before the next."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from casework.base.clock import freeze, now
from casework.base.errors import Refused
from casework.base.money import Money
from casework.models import Consent, Fact, IssuedPaper, Ownership, PlateAssignment, PlateItem
from casework.packs import catalog
from casework.packs.deed import Deed
from casework.services.cases.answers import checked
from casework.services.fees import hooks as fee_hooks
from casework.services.lookup.consents import NewConsent, record_consent, require_consent, withdraw_consent
from casework.services.office import Office
from casework.services.papers.case_papers import issue_release
from casework.services.papers.make_paper import make_paper
from casework.services.papers.withdraw_paper import withdraw_paper
from casework.services.vehicles.correct_history import Period, correct_assignment, correct_ownership
from casework.services.vehicles.first_title_hooks import enter_vehicle
from casework.services.vehicles.history import begin, current, midnight
from casework.services.vehicles.report_plate import replace_piece
from casework.services.vehicles.void_transfer import check_void
from casework.store.session import ViewerSession
from tests.services.desks import Desks
from tests.services.vehicles.scene import Scene, a_vin, set_scene
from tests.services.vehicles.test_notices_and_first_titles import FIRST, NOTICE
from tests.services.vehicles.test_transfer_case import EXAMINER, NOW, PURPOSE, an_application

ZONE = "America/Los_Angeles"
Act = Callable[[ViewerSession, Scene, UUID], object]


def same_again(session: ViewerSession, scene: Scene, case: UUID) -> object:
    (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
    return correct_assignment(session, row.id, Period(row.valid_from), reason="The same once more")


def end_by_correction(session: ViewerSession, scene: Scene, case: UUID) -> object:
    (row,) = session.scalars(select(Ownership)).all()
    end = midnight(date(2026, 5, 1), ZONE)
    return correct_ownership(session, row.id, Period(row.valid_from, end), reason="It ended by then")


def both_pieces_lost(session: ViewerSession, scene: Scene, case: UUID) -> object:
    for piece in session.scalars(select(PlateItem).where(PlateItem.issue_id == scene.issue)):
        piece.status = "LOST"
    session.flush()
    return replace_piece(session, scene.issue, "front")


def withdrawn_paper(session: ViewerSession, scene: Scene, case: UUID) -> object:
    held = {"language": "en", "store_name": "x", "sha256": bytes(32), "size": 1, "number": "L-1"}
    ended = {"ended_at": now(), "ended_why": "withdrawn", "issued_at": now(), "code_hash": uuid4().bytes}
    row = IssuedPaper(id=uuid4(), kind="letter", case_id=case, **held, **ended)
    session.add(row)
    session.flush()
    return withdraw_paper(session, case, row.id, "Printed for somebody else")


def recorded_before(session: ViewerSession, scene: Scene, case: UUID) -> object:
    (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
    row.superseded_at = now()
    session.flush()
    told = {name: getattr(row, name) for name in ("issue_id", "vehicle_id", "registrant_id", "valid_from")}
    earlier = {"supersedes_id": row.id, "recorded_at": row.recorded_at - timedelta(days=1)}
    return begin(session, PlateAssignment(role="primary", reason="correction", **told, **earlier))


def in_euros(session: ViewerSession, scene: Scene, case: UUID) -> object:
    paid = {"minor": 100, "currency": "EUR"}
    deed: Any = SimpleNamespace(session=session, case=SimpleNamespace(id=case), workflow=None, facts={})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fee_hooks.asking, "penalties", lambda *_told: None)
        patch.setattr(fee_hooks, "_event", lambda *_told: None)
        patch.setattr(fee_hooks, "_given", lambda _deed: Money(paid["minor"], "EUR"))
        return fee_hooks.pays_the_fee_sheet(deed)


def a_vin_twice(session: ViewerSession, scene: Scene, case: UUID) -> object:
    told: dict[str, Any] = FIRST | {"vin": a_vin(4352), "body": None, "gvwr": None}
    return enter_vehicle(_deed(session, case, told))


def _deed(session: ViewerSession, case: UUID, told: dict[str, Any]) -> Deed:
    made: Any = SimpleNamespace(session=session, case=SimpleNamespace(id=case), fact=told.get)
    return made  # type: ignore[no-any-return]  # as much of a deed as the effect asks for


def a_consent(session: ViewerSession, scene: Scene, **more: Any) -> Consent:
    told = {"uses": ("b11",), "given_to": "Bayline", "form": "written", "signed_on": date(2026, 3, 2)} | more
    return record_consent(session, NewConsent(scene.seller, **told))


def another_use(session: ViewerSession, scene: Scene, case: UUID) -> object:
    return require_consent(session, a_consent(session, scene).number)


def signed_tomorrow(session: ViewerSession, scene: Scene, case: UUID) -> object:
    use = session.viewer.purpose
    row = Consent(
        id=uuid4(), person_id=scene.seller, number="C-9", uses=[use], restricted=False, form="written"
    )
    row.given_to, row.signed_on = "Bayline", date(2027, 1, 1)
    session.add(row)
    session.flush()
    return require_consent(session, "c-9")


def withdrawn_twice(session: ViewerSession, scene: Scene, case: UUID) -> object:
    row = a_consent(session, scene)
    withdraw_consent(session, scene.seller, row.id)
    return withdraw_consent(session, scene.seller, row.id)


def withdrawn_late(session: ViewerSession, scene: Scene, case: UUID) -> object:
    row = a_consent(session, scene, until=date(2026, 4, 1))
    return withdraw_consent(session, scene.seller, row.id)


ACTS: list[tuple[Act, str]] = [
    (same_again, "NOTHING_CHANGED"),
    (end_by_correction, "NOT_A_CORRECTION"),
    (both_pieces_lost, "PIECES_GONE"),
    (recorded_before, "RECORDED_BEFORE"),
    (lambda session, _scene, case: check_void(session, case), "NOTHING_TO_VOID"),
    (lambda session, _scene, case: make_paper(session, case, "title"), "NO_TITLE"),
    (withdrawn_paper, "NOT_CURRENT"),
    (in_euros, "OTHER_CURRENCY"),
    (a_vin_twice, "VIN_INVALID"),
    (another_use, "CONSENT_OTHER_USE"),
    (signed_tomorrow, "CONSENT_NOT_YET"),
    (withdrawn_twice, "WITHDRAWN_BEFORE"),
    (withdrawn_late, "CONSENT_ENDED"),
]


def test_each_is_told_by_its_code_and_a_sentence(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    case = an_application(desks, agency)
    for act, code in ACTS:
        with freeze(NOW), desks.all_seeing(agency) as session:
            with pytest.raises(Refused) as refused:
                pytest.fail(f"{code} was not raised: {act(session, scene, case)}")
            assert refused.value.code == code
            assert len(str(refused.value).split()) > 3
            session.rollback()
    with freeze(NOW), desks.at(agency, purpose=PURPOSE, worker=EXAMINER) as session:
        told = select(Fact.id).where(Fact.case_id == case, Fact.field == "sale_date")
        session.execute(
            update(Fact).where(Fact.id.in_(session.scalars(told).all())).values(superseded_at=NOW)
        )
        with pytest.raises(Refused) as refused:
            issue_release(session, case)
        assert refused.value.code == "NOTHING_TO_RELEASE"


def test_the_end_of_a_vin_has_five_characters(desks: Desks, agency: Office) -> None:
    with freeze(NOW), desks.as_applicant(agency, uuid4(), "title_transfer") as session:
        flow = catalog().workflow("release_of_liability")
        for end, code in (("1234", "VIN_END"), ("12345", None)):
            _clean, errors = checked(session, flow, {**NOTICE, "vin_end": end}, "en")
            assert [getattr(said, "code", None) for said in errors.values()] == ([code] if code else [])
