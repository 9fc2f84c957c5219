"""Signs of fraud in words: what was found, why it is a sign, and what may have come of it."""

from flask_babel import lazy_gettext as _l

from casework.domain.fraud import (
    LOW_PRICE,
    MANY_BUYS,
    MANY_TRANSFERS,
    ODOMETER_FALL,
    PLATE_HOP,
    SAME_VIN,
    SHARED_ADDRESS,
    TITLE_HOP,
)

SIGNS = {
    SAME_VIN: _l("One VIN on two records"),
    TITLE_HOP: _l("Title went away and came back"),
    PLATE_HOP: _l("Plate went away and came back"),
    MANY_TRANSFERS: _l("Changed hands many times"),
    MANY_BUYS: _l("One person, many vehicles"),
    ODOMETER_FALL: _l("Odometer fell"),
    SHARED_ADDRESS: _l("Many buyers at one address"),
    LOW_PRICE: _l("Price far below the worth"),
}
REASONS = {
    SAME_VIN: _l(
        "A VIN is given once. One of these vehicles bears a number that is not its own, or somebody typed it wrong."
    ),
    TITLE_HOP: _l(
        "The title went from one owner to another and soon back. That can wash away a brand, a lien or a debt; it can "
        "also be a sale that was undone."
    ),
    PLATE_HOP: _l(
        "The plate went to another vehicle and soon back. That can hide a vehicle from tolls and fines; it can also be "
        "a mistake that was put right."
    ),
    MANY_TRANSFERS: _l(
        "This vehicle changed hands far more often than vehicles do. Each sale can lift its price or hide what is "
        "wrong with it."
    ),
    MANY_BUYS: _l(
        "One person came to own many vehicles in a short time. Who deals in vehicles needs a license; a name can also "
        "be used by others without its bearer knowing."
    ),
    ODOMETER_FALL: _l(
        "A reading is lower than an earlier one. The odometer may have been turned back or replaced, or a reading was "
        "typed wrong."
    ),
    SHARED_ADDRESS: _l(
        "Several people who bought vehicles lately live at one address. It can be a family or a shelter; it can also "
        "be one hand behind many names."
    ),
    LOW_PRICE: _l(
        "The price that was declared is far below what such a vehicle is worth. Part of it may be kept from the tax; "
        "it can also be damage, or a sale among friends."
    ),
}
OUTCOMES = {
    "explained": _l("There is a good explanation"),
    "wrong_entry": _l("Something was entered wrong, and is put right"),
    "referred": _l("Passed on to an investigator"),
}
