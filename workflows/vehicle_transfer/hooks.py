"""Guards and effects of a transfer: what the vehicle register and the fee table have to say."""

from casework.hooks import Deed, effect, fees, guard, vehicles

guard("no_party_to_the_case")(vehicles.no_party_to_the_case)
guard("no_other_open_transfer")(vehicles.no_other_open_transfer)
guard("no_blocking_hold")(vehicles.no_blocking_hold)
guard("sellers_are_owners")(vehicles.sellers_are_owners)
guard("odometer_plausible")(vehicles.odometer_plausible)
guard("pays_the_fee_sheet")(fees.pays_the_fee_sheet)
effect("record_payment")(fees.record_payment)
effect("complete_transfer")(vehicles.complete_transfer)


@effect("ask_fees")
def ask_fees(deed: Deed) -> None:
    """Fees go by the day the vehicle changed hands."""
    fees.ask_fees(deed, event_on="sale_date")


@effect("waive_fees")
def waive_fees(deed: Deed) -> None:
    """Whoever cleared the papers is the first officer; whoever waives is the second."""
    fees.waive_fees(deed, first_officer="clear")
