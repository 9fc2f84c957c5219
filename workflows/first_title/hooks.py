"""Guards and effects of a first title: the vehicle comes into the register with its first owners."""

from casework.hooks import effect, first_titles, guard, papers

guard("number_is_plausible")(first_titles.number_is_plausible)
guard("odd_number_accepted")(first_titles.odd_number_accepted)
guard("number_is_odd")(first_titles.number_is_odd)
guard("first_owners_known")(first_titles.first_owners_known)
effect("enter_vehicle")(first_titles.enter_vehicle)
effect("print_title")(papers.print_title)
