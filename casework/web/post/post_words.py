"""The post in words: how it came, why it waits, what became of it."""

from flask_babel import lazy_gettext as _l

from casework.base.phrases import Sayable

CHANNELS: dict[str, Sayable] = {"email": _l("E-mail"), "fax": _l("Fax"), "letter": _l("Letter")}
WHICH: dict[str, Sayable] = {
    "waiting": _l("To sort"),
    "aside": _l("Set aside"),
    "done": _l("Dealt with"),
}
WHY: dict[str, Sayable] = {
    "stranger": _l("It answers no mail of ours. Whoever it says it is from has not been checked."),
    "other_sender": _l("It answers a mail of ours that went to somebody else. Perhaps that was passed on."),
    "old": _l("It answers a mail that we sent more than a year ago."),
    "closed": _l("It answers a mail about a case that is closed."),
    "mandate_over": _l("It comes from somebody who acted for the applicant and may not any more."),
    "not_joined": _l("It answers a mail of ours, but its case does not take it in."),
    "scan": _l("Somebody has to read it."),
    "unreadable": _l("The file can’t be read as PDF or picture. It is kept as it came."),
    "too_long": _l("It is longer than we read. Its head is kept; whoever runs the mail has the rest."),
    "head_cut": _l("Its head is far too long. What could be read is here."),
    "body_unread": _l("It is built in a way that can’t be read. The whole mail is kept below."),
    "parts_left_out": _l("It has more parts than we read. The whole mail is kept below."),
    "auto": _l("A program answered by itself, for example because somebody is away."),
    "list": _l("It came from a mailing list."),
    "bulk": _l("It was sent to many people."),
    "nobody": _l("It comes from an address that nobody reads."),
    "loop": _l("It is our own mail that came back round."),
    "too_many": _l("Too many mails came from this sender within an hour."),
    "bounce": _l("A mail of ours did not arrive. This is the report."),
}
BECAME: dict[str, Sayable] = {
    "received": _l("Being read"),
    "waiting": _l("To sort"),
    "set_aside": _l("Set aside"),
    "joining": _l("On its way to its case"),
    "joined": _l("Went to its case by itself"),
    "linked": _l("Brought to a case"),
    "opened": _l("Became a case"),
    "discarded": _l("Discarded"),
}
REASONS: dict[str, Sayable] = {
    "spam": _l("Advertising or fraud"),
    "twice": _l("We have it already"),
    "elsewhere": _l("Meant for somebody else, and passed on"),
    "no_request": _l("Nothing to do: thanks, for example"),
    "other": _l("Another reason"),
}


def reason_words(reason: str) -> str:
    """Why something was discarded, in words."""
    code, _colon, words = reason.partition(": ")
    told = str(REASONS.get(code, code))
    return f"{told}. {words}" if words else told
