"""Columns of exports that other systems make, as their documentation names them. None was tried on a real export.

Salesforce NPSP: names of fields (data export) and their labels (reports) of Contact, Opportunity, Recurring
Donation, and of rows of Data Import that were processed, which have the allocations to two funds beside the gift.
CiviCRM: titles of fields in its schema of contacts, contributions and pledges, which its exports have as headings.
Where a system keeps each part in a row of its own (allocations, line items), put the parts of a gift into one cell.
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
PRESETS = {
    preset.code: preset
    for preset in (
        Preset("npsp_contacts", "donors", phrase("NPSP, contacts"), _NPSP_CONTACTS),
        Preset("npsp_gifts", "gifts", phrase("NPSP, opportunities"), _NPSP_GIFTS),
        Preset("npsp_allocated", "gifts", phrase("NPSP, data imports with allocations"), _NPSP_ALLOCATED),
        Preset("npsp_pledges", "pledges", phrase("NPSP, recurring donations"), _NPSP_PLEDGES),
        Preset("civicrm_contacts", "donors", phrase("CiviCRM, contacts"), _CIVI_CONTACTS),
        Preset("civicrm_gifts", "gifts", phrase("CiviCRM, contributions"), _CIVI_GIFTS),
        Preset("civicrm_pledges", "pledges", phrase("CiviCRM, pledges"), _CIVI_PLEDGES),
    )
}
UNTESTED = phrase("column names from documentation, untested on a real export")
