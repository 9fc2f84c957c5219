"""A proposal names the very lines of a pack, before and after."""

from casework.services.looks.narrowing import without_classes, without_field


def test_a_field_goes_with_its_whole_section():
    found = without_field("data_change", "phone")
    assert found is not None and found.file == "workflows/data_change/workflow.toml" and found.after == ()
    assert found.before[0] == "[fields.phone]" and 'kind = "phone"' in found.before
    assert not any("email" in line for line in found.before)
    assert without_field("data_change", "nothing") is None and without_field("none", "phone") is None


def test_a_duty_keeps_the_classes_that_it_reads():
    found = without_classes("motor_vehicle_agency", "title_transfer", "cashier", ["matter", "asset"])
    assert found is not None and found.file == "tenants/motor_vehicle_agency/tenant.toml"
    assert found.before[0].startswith("cashier = [") and '"asset"' in found.before[0]
    assert found.after == ('cashier = ["open", "internal", "contact", "financial"]',)


def test_a_duty_that_reads_nothing_loses_its_line_in_the_file_that_has_it():
    found = without_classes(
        "motor_vehicle_agency", "data_correction", "handler", ["matter", "internal", "contact", "identity"]
    )
    assert found is not None and found.file == "tenants/_every/tenant.toml" and found.after == ()
    assert without_classes("motor_vehicle_agency", "title_transfer", "nobody", ["matter"]) is None
