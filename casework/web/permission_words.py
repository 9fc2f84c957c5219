"""Permissions in words, where a person chooses among them."""

from flask_babel import gettext as _


def permission_words() -> dict[str, str]:
    """What each permission that a program can be given lets it do."""
    return {
        "calendar.read": _("Deadlines as a calendar"),
        "case.list": _("List cases"),
        "case.read": _("Read cases"),
        "case.open": _("Open cases"),
        "case.move": _("Move cases"),
        "person.search": _("Search people"),
        "person.read": _("Read people"),
        "gift.read": _("Read gifts"),
        "gift.record": _("Record gifts"),
        "pledge.read": _("Read pledges"),
        "pledge.make": _("Record pledges"),
        "pledge.change": _("Change and end pledges"),
        "receipt.read": _("Read receipts"),
        "vehicle.read": _("Look up vehicles"),
        "plate.read": _("Look up plates"),
        "plate.trace": _("Search by part of a plate, and vehicles that shared one"),
    }
