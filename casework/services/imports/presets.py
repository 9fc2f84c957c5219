"""Columns of exports that other systems make, as their documentation names them. None was tried on a real export.

Salesforce NPSP: names of fields (data export) and their labels (reports) of Contact, Opportunity, Recurring
Donation, of Allocation with the fields of its Opportunity, and of rows of Data Import that were processed, which have
the allocations to two funds beside the gift. CiviCRM: titles of fields in its schema of contacts, contributions and
pledges, which its exports have as headings; of line items also the keys under which its API gives them out with
fields of their contribution. Rows of allocations and of line items are parts: those of one gift are joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.domain.delimited import heading_key

Names = Mapping[str, tuple[str, ...]]
PREFIX = "preset:"


class Preset(Value):
    """The columns of one kind of export: field → headings it may have. `day_order`: how its days are written."""

    code: str
    register: str
    label: Phrase
    names: Names
    day_order: str = "ymd"

    def mapping(self, headings: Sequence[str]) -> dict[str, str]:
        """Field → heading, of those that are in the file."""
        by_key = {heading_key(heading): heading for heading in reversed(headings)}
        found = {
            field: next((by_key[key] for name in names if (key := heading_key(name)) in by_key), None)
            for field, names in self.names.items()
        }
        return {field: heading for field, heading in found.items() if heading is not None}


_NPSP_CONTACTS: Names = {
    "number": ("Id", "Contact ID"),
    "first_name": ("FirstName", "First Name"),
    "last_name": ("LastName", "Last Name"),
    "email": ("Email",),
    "phone": ("MobilePhone", "Mobile", "Phone"),
    "phone_2": ("HomePhone", "Home Phone"),
    "birth_date": ("Birthdate",),
    "address": ("MailingStreet", "Mailing Street"),
    "town": ("MailingCity", "Mailing City"),
    "region": ("MailingState", "Mailing State/Province"),
    "postcode": ("MailingPostalCode", "Mailing Zip/Postal Code"),
    "no_contact": ("npsp__Do_Not_Contact__c", "Do Not Contact"),
    "deceased": ("npsp__Deceased__c", "Deceased"),
    "no_email": ("HasOptedOutOfEmail", "Email Opt Out"),
    "no_phone": ("DoNotCall", "Do Not Call"),
}
_NPSP_GIFTS: Names = {
    "number": ("Id", "Opportunity ID"),
    "donor": ("npsp__Primary_Contact__c", "Primary Contact: Contact ID", "Primary Contact", "ContactId"),
    "amount": ("Amount",),
    "currency": ("CurrencyIsoCode", "Opportunity Currency"),
    "received_on": ("CloseDate", "Close Date"),
    "fund": ("General Accounting Unit", "General Accounting Unit: General Accounting Unit Name"),
    "method": ("npe01__Payment_Method__c", "Payment Method"),
    "status": ("StageName", "Stage"),
    "benefit": ("npsp__Fair_Market_Value__c", "Fair Market Value"),
    "goods": ("npsp__In_Kind_Description__c", "In-Kind Description"),
    "goods_kind": ("npsp__In_Kind_Type__c", "In-Kind Type"),
    "thanked_on": ("npsp__Acknowledgment_Date__c", "Acknowledgment Date"),
}
_NPSP_ALLOCATED: Names = {
    "number": ("npsp__DonationImported__c", "Donation Imported"),
    "donor": ("npsp__Contact1Imported__c", "Contact1 Imported"),
    "amount": ("npsp__Donation_Amount__c", "Donation Amount"),
    "currency": ("CurrencyIsoCode",),
    "received_on": ("npsp__Donation_Date__c", "Donation Date"),
    "fund": ("npsp__GAU_Allocation_1_GAU__c", "GAU_Allocation_1_GAU__c", "GAU Allocation 1: GAU"),
    "part": ("npsp__GAU_Allocation_1_Amount__c", "GAU_Allocation_1_Amount__c", "GAU Allocation 1: Amount"),
    "fund_2": ("npsp__GAU_Allocation_2_GAU__c", "GAU_Allocation_2_GAU__c", "GAU Allocation 2: GAU"),
    "part_2": ("npsp__GAU_Allocation_2_Amount__c", "GAU_Allocation_2_Amount__c", "GAU Allocation 2: Amount"),
    "method": ("npsp__Payment_Method__c", "Payment Method"),
    "status": ("npsp__Donation_Stage__c", "Donation Stage"),
}
_NPSP_PARTS: Names = {
    "number": ("npsp__Opportunity__c", "Opportunity ID", "Opportunity"),
    "part_number": ("Id", "GAU Allocation ID", "Name", "GAU Allocation Name"),
    "donor": ("npsp__Opportunity__r.npsp__Primary_Contact__c", "Primary Contact", "Contact ID"),
    "amount": ("npsp__Opportunity__r.Amount", "Opportunity Amount"),
    "part": ("npsp__Amount__c", "Allocation Amount", "GAU Allocation: Amount", "Amount"),
    "currency": ("CurrencyIsoCode", "npsp__Opportunity__r.CurrencyIsoCode", "Opportunity Currency"),
    "received_on": ("npsp__Opportunity__r.CloseDate", "Close Date"),
    "fund": (
        "npsp__General_Accounting_Unit__r.Name",
        "General Accounting Unit: General Accounting Unit Name",
        "General Accounting Unit",
    ),
    "method": ("npsp__Opportunity__r.npe01__Payment_Method__c", "Payment Method"),
    "status": ("npsp__Opportunity__r.StageName", "Stage"),
}
_NPSP_PLEDGES: Names = {
    "number": ("Id", "Recurring Donation ID"),
    "donor": ("npe03__Contact__c", "Contact: Contact ID", "Contact"),
    "each": ("npe03__Amount__c", "Amount"),
    "currency": ("CurrencyIsoCode", "Recurring Donation Currency"),
    "unit": ("npe03__Installment_Period__c", "Installment Period"),
    "every": ("npsp__InstallmentFrequency__c", "Installment Frequency"),
    "day": ("npsp__Day_of_Month__c", "Day of Month"),
    "starts_on": ("npsp__StartDate__c", "Effective Date", "npe03__Date_Established__c", "Date Established"),
    "instalments": ("npe03__Installments__c", "Number of Planned Installments"),
    "paid": ("npe03__Paid_Amount__c", "Paid Amount"),
    "status": ("npsp__Status__c", "Status"),
}
_CIVI_PLEDGES: Names = {
    "number": ("Pledge ID",),
    "donor": ("Contact ID", "Internal Contact ID"),
    "amount": ("Pledge Amount", "Total Pledged"),
    "currency": ("Pledge Currency", "Currency"),
    "unit": ("Frequency Unit", "Pledge Frequency Unit"),
    "every": ("Frequency Interval", "Pledge Frequency Interval"),
    "day": ("Frequency Day", "Pledge Frequency Day"),
    "starts_on": ("Payments Start Date", "Pledge Start Date"),
    "instalments": ("Number of Installments", "Pledge Number of Installments", "Installments"),
    "fund": ("Financial Type",),
    "paid": ("Total Amount Paid", "Total Paid"),
    "status": ("Pledge Status",),
    "test": ("Pledge is Test", "Is Test"),
}
_CIVI_CONTACTS: Names = {
    "number": ("Internal Contact ID", "Contact ID"),
    "name": ("Display Name",),
    "kind": ("Contact Type",),
    "email": ("Email",),
    "phone": ("Phone",),
    "birth_date": ("Birth Date",),
    "address": ("Street Address",),
    "town": ("City",),
    "region": ("State", "State/Province"),
    "postcode": ("Postal Code",),
    "deceased": ("Deceased", "Is Deceased", "Deceased / Closed"),
    "no_email": ("Do Not Email",),
    "no_phone": ("Do Not Phone",),
    "no_post": ("Do Not Mail",),
    "no_text": ("Do Not Sms",),
    "no_trade": ("Do Not Trade",),
    "no_bulk": ("No Bulk Emails (User Opt Out)",),
}
_CIVI_GIFTS: Names = {
    "number": ("Contribution ID",),
    "donor": ("Contact ID", "Internal Contact ID"),
    "amount": ("Total Amount",),
    "currency": ("Currency",),
    "received_on": ("Date Received", "Contribution Date"),
    "fund": ("Financial Type",),
    "method": ("Payment Method", "Payment Instrument"),
    "fee": ("Fee Amount",),
    "benefit": ("Non-deductible Amount",),
    "status": ("Contribution Status",),
    "test": ("Test", "Is Test"),
    "thanked_on": ("Thank-you Date",),
}
_CIVI_LINES: Names = {
    "number": ("contribution_id", "Contribution ID"),
    "part_number": ("Line Item ID", "id"),
    "donor": ("contribution_id.contact_id", "Contact ID", "Internal Contact ID"),
    "amount": ("contribution_id.total_amount", "Total Amount"),
    "part": ("line_total", "Line Item Total"),
    "currency": ("contribution_id.currency", "Currency"),
    "received_on": ("contribution_id.receive_date", "Contribution Date", "Date Received"),
    "fund": ("financial_type_id:label", "Financial Type"),
    "method": ("contribution_id.payment_instrument_id:label", "Payment Method", "Payment Instrument"),
    "fee": ("contribution_id.fee_amount", "Fee Amount"),
    "status": ("contribution_id.contribution_status_id:label", "Contribution Status"),
    "test": ("contribution_id.is_test", "Test Mode", "Test"),
    "thanked_on": ("contribution_id.thankyou_date", "Thank-you Date"),
}
PRESETS = {
    preset.code: preset
    for preset in (
        Preset("npsp_contacts", "donors", phrase("NPSP, contacts"), _NPSP_CONTACTS),
        Preset("npsp_gifts", "gifts", phrase("NPSP, opportunities"), _NPSP_GIFTS),
        Preset("npsp_allocated", "gifts", phrase("NPSP, data imports with allocations"), _NPSP_ALLOCATED),
        Preset("npsp_parts", "gifts", phrase("NPSP, allocations, a row for each"), _NPSP_PARTS),
        Preset("npsp_pledges", "pledges", phrase("NPSP, recurring donations"), _NPSP_PLEDGES),
        Preset("civicrm_contacts", "donors", phrase("CiviCRM, contacts"), _CIVI_CONTACTS),
        Preset("civicrm_gifts", "gifts", phrase("CiviCRM, contributions"), _CIVI_GIFTS),
        Preset("civicrm_lines", "gifts", phrase("CiviCRM, line items of contributions"), _CIVI_LINES),
        Preset("civicrm_pledges", "pledges", phrase("CiviCRM, pledges"), _CIVI_PLEDGES),
    )
}
UNTESTED = phrase("column names from documentation, untested on a real export")
