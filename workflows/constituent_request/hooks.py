"""Guards of a request: what the case register has to say."""

from casework.hooks import guard, requests

guard("somebody_has_it")(requests.somebody_has_it)
guard("other_request_is_open")(requests.other_request_is_open)
