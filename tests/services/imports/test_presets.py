"""Presets of columns: each names fields that its register has, and finds them in a file under either of their names."""

import pytest

from casework.domain.delimited import check_headings
from casework.services.imports.presets import PRESETS
from casework.services.imports.register import known_registers
from casework.services.imports.registers.gift_fields import has_come

CIVI = (
    "Internal Contact ID,Contact Type,Do Not Email,Do Not Phone,Do Not Mail,Do Not Sms,Do Not Trade,"
    "No Bulk Emails (User Opt Out),Display Name,First Name,Last Name,Birth Date,Street Address,City,Postal Code,"
    "Email,Phone"
)
NPSP = "Id,AccountId,Name,StageName,Amount,CloseDate,npsp__Primary_Contact__c,npsp__Acknowledgment_Date__c"
ALLOCATIONS = (
    "Id,Name,npsp__Amount__c,npsp__Percent__c,npsp__Opportunity__c,npsp__Opportunity__r.Amount,"
    "npsp__Opportunity__r.CloseDate,npsp__Opportunity__r.npsp__Primary_Contact__c,"
    "npsp__General_Accounting_Unit__r.Name"
)
LINES = (
    "id,contribution_id,line_total,financial_type_id:label,contribution_id.contact_id,"
    "contribution_id.receive_date,contribution_id.total_amount"
)
REPORT = "Opportunity ID,Primary Contact,Amount,Close Date,Stage,Payment Method"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda one: one.code)
def test_a_preset_names_only_fields_that_its_register_has(preset, charity):
    fields = {one.name: one for one in known_registers()[preset.register].fields(charity)}
    assert set(preset.names) <= set(fields)
    assert {name for name, one in fields.items() if one.required} <= set(preset.names)
    for names in preset.names.values():
        check_headings(names)


@pytest.mark.parametrize(
    ("code", "headings", "found"),
    [
        (
            "civicrm_contacts",
            CIVI,
            {"number": "Internal Contact ID", "name": "Display Name", "no_post": "Do Not Mail"},
        ),
        ("npsp_gifts", NPSP, {"number": "Id", "donor": "npsp__Primary_Contact__c", "status": "StageName"}),
        (
            "npsp_gifts",
            REPORT,
            {"number": "Opportunity ID", "donor": "Primary Contact", "received_on": "Close Date"},
        ),
        (
            "npsp_parts",
            ALLOCATIONS,
            {
                "number": "npsp__Opportunity__c",
                "part": "npsp__Amount__c",
                "amount": "npsp__Opportunity__r.Amount",
            },
        ),
        (
            "civicrm_lines",
            LINES,
            {"number": "contribution_id", "part_number": "id", "donor": "contribution_id.contact_id"},
        ),
        (
            "civicrm_lines",
            "Line Item ID,Contribution ID,Contact ID,Line Item Total,Total Amount,Financial Type,Contribution Date",
            {"number": "Contribution ID", "part": "Line Item Total", "amount": "Total Amount"},
        ),
    ],
)
def test_the_columns_of_an_export_are_found(code, headings, found):
    mapping = PRESETS[code].mapping(headings.split(","))
    assert found.items() <= mapping.items()
    assert len(set(mapping.values())) == len(mapping), "no column stands for two fields"


@pytest.mark.parametrize(
    ("values", "came"),
    [
        ({}, True),
        ({"status": "Completed"}, True),
        ({"status": "Closed Won"}, True),
        ({"status": "Pending"}, False),
        ({"status": "Pledged"}, False),
        ({"status": "Refunded"}, False),
        ({"status": "Completed", "test": True}, False),
    ],
)
def test_what_was_only_promised_failed_or_tried_out_is_no_gift(values, came):
    assert has_come(values) is came
