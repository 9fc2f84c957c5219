"""The words of the books: what was done, and on which account money stands."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "receipt": _l("Received"),
    "allocation": _l("Moved to another fund"),
    "fee": _l("Fee kept by the bank"),
    "refund": _l("Given back"),
    "reversal": _l("Taken back"),
    "release": _l("Released for use"),
    "pledge": _l("Pledged"),
    "settlement": _l("Counts towards a pledge"),
    "write_off": _l("Written off"),
}
ACCOUNTS = {
    "cash": _l("Money in the bank"),
    "goods": _l("Goods in store"),
    "fund": _l("Given for a fund"),
    "fees": _l("Fees"),
    "pledged": _l("Pledged, still to come"),
    "promised": _l("Promised for a fund"),
    "written_off": _l("Will not come"),
}
