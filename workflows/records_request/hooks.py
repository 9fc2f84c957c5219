"""A request for records: what the log of the records has to say, and the giving out."""

from casework.hooks import effect, guard, records

guard("every_record_decided")(records.every_record_decided)
guard("nothing_withheld")(records.nothing_withheld)
guard("withheld_with_ground")(records.withheld_with_ground)
guard("nothing_released")(records.nothing_released)
guard("no_records_found")(records.no_records_found)
guard("not_their_own_redactions")(records.not_their_own_redactions)
effect("give_records")(records.give_records)
