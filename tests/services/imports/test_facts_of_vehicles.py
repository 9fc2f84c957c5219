"""Brands, odometer readings and liens from files: by VIN, once each, by the rules of the counter, and taken back."""

from datetime import date

import pytest
from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.models import Brand, Lien, OdometerReading
from tests.services.imports.files import begin, bring_in, check, counts, findings, people, vehicles, vin
from tests.services.imports.test_undo import undo

BRANDS = f"""VIN;Brand;Date;Reported by
{vin(0)};SALVAGE;06/01/2016;insurer
{vin(0)};flood;07/01/2016;
{vin(1)};MOON;07/01/2016;insurer
{vin(9)};FLOOD;07/01/2016;insurer
{vin(1)};FLOOD;07/01/2099;insurer
{vin(0)};SALVAGE;06/01/2016;insurer
{vin(0)};SALVAGE;06/02/2016;insurer
"""
READINGS = f"""VIN,Date,Odometer,Unit,Certification
{vin(0)},06/01/2016,12000,mi,ACTUAL
{vin(0)},06/01/2018,9000,,NOT_ACTUAL
{vin(0)},06/01/2019,9500,km,NOT_ACTUAL
{vin(1)},06/01/2016,99999999,,
{vin(1)},06/01/2016,-4,,
{vin(1)},06/01/2016,8000,leagues,
"""
LIENS = f"""VIN,Lender,From,Released
{vin(0)},K0,06/01/2016,06/01/2020
{vin(0)},K1,06/01/2020,
{vin(0)},K7,06/01/2020,
{vin(1)},K1,06/01/2020,06/01/2019
"""


@pytest.fixture
def register(desks, agency):
    """Two people, two vehicles."""
    bring_in(desks, agency, "people", people(range(2)))
    bring_in(desks, agency, "vehicles", vehicles(range(2)))
    return agency


def found(desks, office, model, *columns):
    with desks.all_seeing(office) as session:
        rows = session.execute(select(model.id, *columns))
        return sorted(tuple(row)[1:] for row in rows)


def test_brands_come_in_once_with_their_day_and_who_said_so(desks, register, other_agency):
    run = bring_in(desks, register, "brands", BRANDS)
    assert counts(run) == (2, 1, 0, 4)
    assert set(told(desks, register, run)) == {
        (4, "brand", "INVALID"),
        (5, "vin", "VEHICLE_UNKNOWN"),
        (6, "effective_on", "FUTURE"),
        (8, "", "TWICE_IN_FILE"),
    }
    assert found(desks, register, Brand, Brand.brand, Brand.effective_on, Brand.source) == [
        ("FLOOD", date(2016, 7, 1), "old register"),
        ("SALVAGE", date(2016, 6, 1), "insurer"),
    ]
    assert found(desks, other_agency, Brand, Brand.brand) == []
    other_day = f"VIN,Brand,Date\n{vin(0)},SALVAGE,06/03/2016\n"
    again = check(desks, register, begin(desks, register, "brands", other_day))
    assert findings(desks, register, again.id) == [(2, "effective_on", "BRAND_OTHER_DAY")]


def told(desks, office, run):
    return sorted(findings(desks, office, run.id, stage="run"))


def test_readings_come_in_also_lower_ones_and_bring_the_brand_of_their_certificate_once(desks, register):
    run = bring_in(desks, register, "readings", READINGS)
    assert counts(run) == (3, 0, 0, 3)
    assert [field for _line, field, _code in told(desks, register, run)] == ["reading", "reading", "unit"]
    columns = (OdometerReading.reading, OdometerReading.unit, OdometerReading.certified)
    assert found(desks, register, OdometerReading, *columns) == [
        (9000, "mi", "NOT_ACTUAL"),
        (9500, "km", "NOT_ACTUAL"),
        (12000, "mi", "ACTUAL"),
    ]
    assert found(desks, register, Brand, Brand.brand, Brand.effective_on) == [
        ("ODO_NOT_ACTUAL", date(2018, 6, 1))
    ]
    again = check(desks, register, begin(desks, register, "readings", READINGS))
    assert counts(again) == (0, 3, 0, 3)


def test_liens_name_their_lender_by_the_old_number(desks, register):
    run = bring_in(desks, register, "liens", LIENS)
    assert counts(run) == (2, 0, 0, 2)
    assert told(desks, register, run) == [(4, "lender", "OWNER_UNKNOWN"), (5, "released_on", "EMPTY_PERIOD")]
    assert found(desks, register, Lien, Lien.since, Lien.released_on) == [
        (date(2016, 6, 1), date(2020, 6, 1)),
        (date(2020, 6, 1), None),
    ]
    again = check(desks, register, begin(desks, register, "liens", LIENS))
    assert counts(again) == (0, 2, 0, 2)
    other = LIENS.replace("06/01/2020,\n", "06/01/2020,06/01/2021\n", 1)
    again = check(desks, register, begin(desks, register, "liens", other))
    assert (3, "released_on", "LIEN_OTHER_RELEASE") in findings(desks, register, again.id)


def test_what_they_made_is_taken_back_unless_something_was_built_upon_it(desks, register):
    for name, text, model in (("readings", READINGS, OdometerReading), ("liens", LIENS, Lien)):
        run = bring_in(desks, register, name, text)
        assert undo(desks, register, run.id) == ("undone", None)
        with desks.all_seeing(register) as session:
            assert session.scalar(select(func.count()).select_from(model)) == 0
            assert session.scalar(select(func.count()).select_from(Brand)) == 0
    run = bring_in(desks, register, "brands", BRANDS)
    with desks.all_seeing(register) as session:
        session.scalars(select(Brand).where(Brand.brand == "SALVAGE")).one().voided_at = now()
        session.commit()
    state, trouble = undo(desks, register, run.id)
    assert (state, trouble["table"], trouble["line"]) == ("done", "brand", 2)


def test_what_stands_between_the_columns_is_found_out_or_chosen(desks, register):
    for sign in (",", ";", "\t", "|"):
        text = BRANDS.replace(";", sign)
        for chosen in ("", sign):
            run = begin(desks, register, "brands", text, separator=chosen)
            assert counts(check(desks, register, run)) == (2, 1, 0, 4), (sign, chosen)
    with pytest.raises(InvalidInput) as wrong:
        begin(desks, register, "brands", BRANDS, separator="x")
    assert list(wrong.value.sayings) == ["separator"]
