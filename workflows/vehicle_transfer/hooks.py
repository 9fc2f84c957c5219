"""Guards and effects of a transfer: what the vehicle register and the fee table have to say."""

from casework.hooks import (
    Deed,
    documents,
    effect,
    fees,
    guard,
    paper_faults,
    papers,
    prices,
    transfers,
    vehicles,
)

guard("no_party_to_the_case")(vehicles.no_party_to_the_case)
guard("no_other_open_transfer")(vehicles.no_other_open_transfer)
guard("no_blocking_hold")(vehicles.no_blocking_hold)
guard("sellers_are_owners")(vehicles.sellers_are_owners)
guard("odometer_plausible")(vehicles.odometer_plausible)
guard("application_holds")(transfers.application_holds)
guard("emissions_in_order")(transfers.emissions_in_order)
paper_faults("vehicle_transfer")(transfers.faults_of)
guard("papers_in_order")(documents.papers_in_order)
effect("verify_papers")(documents.verify_papers)
guard("everybody_signed")(transfers.everybody_signed)
guard("title_is_current")(transfers.title_is_current)
guard("vehicle_may_pass")(transfers.vehicle_may_pass)
guard("void_proposed")(vehicles.void_proposed)
guard("no_later_transfer")(vehicles.no_later_transfer)
effect("void_transfer")(vehicles.void_transfer)
guard("title_is_there")(transfers.title_is_there)
guard("identity_seen")(transfers.identity_seen)
guard("owners_unchanged")(vehicles.owners_unchanged)
effect("review_price")(prices.review_price)
guard("brands_allow")(transfers.brands_allow)
effect("complete_transfer")(vehicles.complete_transfer)
effect("print_title")(papers.print_title)
effect("print_letter")(papers.print_letter)


@effect("ask_fees")
def ask_fees(deed: Deed) -> None:
    """Fees go by the day the vehicle changed hands."""
    known = {"emissions": transfers.emissions(deed)}
    fees.ask_fees(deed, event_on="sale_date", known=known, last_free_day=transfers.last_free_day(deed))


@guard("pays_the_fee_sheet")
def pays_the_fee_sheet(deed: Deed) -> None:
    """Exactly the total is taken, with the penalty if it is late by now."""
    fees.pays_the_fee_sheet(deed, event_on="sale_date", last_free_day=transfers.last_free_day(deed))


@effect("record_payment")
def record_payment(deed: Deed) -> None:
    """What was taken, and the penalty if it was late."""
    fees.record_payment(deed, event_on="sale_date", last_free_day=transfers.last_free_day(deed))


@effect("waive_fees")
def waive_fees(deed: Deed) -> None:
    """Whoever cleared the papers is the first officer; whoever waives is the second."""
    fees.waive_fees(deed, first_officer="clear")
