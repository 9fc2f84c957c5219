"""Guards of a complaint: what the case register has to say."""

from casework.hooks import complaints, guard

guard("first_contact")(complaints.first_contact)
guard("not_their_own_matter")(complaints.not_their_own_matter)
