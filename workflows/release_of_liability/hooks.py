"""Guards and effects of a notice of release of liability: it is entered beside the vehicle, and changes no owner."""

from casework.hooks import effect, guard, papers, releases

guard("vehicle_of_notice")(releases.vehicle_of_notice)
effect("record_release")(releases.record_release)
effect("print_release")(papers.print_release)
