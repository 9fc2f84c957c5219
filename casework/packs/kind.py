"""What a kind of tenant declares: duties, titles, purposes, fees, plates, retention and its calendar."""

from collections.abc import Mapping
from datetime import date

from casework.base.values import Value, field, replace
from casework.domain.plate_text import PlateStyle
from casework.packs.giving_rules import GivingRules
from casework.packs.law import Law
from casework.packs.model import Field
from casework.packs.text import NOTHING, Text
from casework.packs.transfer_rules import TransferRules


class Title(Value):
    """A job title and the duties that come with it."""

    name: str
    label: Text
    duties: frozenset[str]


GIVEABLE = ("name", "address", "birth_date", "numbers")
"""What about an owner can be given to somebody outside who has a use that the law lists."""


class Purpose(Value):
    """A lawful reason to read: which classes it opens to which duties, and what must be said to use it."""

    code: str
    label: Text
    basis: Text
    source: str
    opens: Mapping[str, frozenset[str]]  # duty, "applicant" or "system" -> classes read
    writes: Mapping[str, frozenset[str]]
    scopes: Mapping[str, str] = field(
        default_factory=dict
    )  # duty -> own | unit | all, which it is unless said
    sealed_cases: tuple[str, ...] = ()  # the duties (or system) for which sealed cases are there
    hidden_names: tuple[str, ...] = ()  # and for which the names of anonymous donors are
    requires: tuple[Field, ...] = ()
    limits: Text = NOTHING  # what whoever gets the data may do with it, and pass on
    off_case: bool = False  # a member may declare it without working a case
    permissions: frozenset[str] = frozenset()  # those that it serves, where it is for few things alone
    consent: bool = False  # opens the records of those alone who agreed to it
    gives: tuple[
        str, ...
    ] = ()  # of GIVEABLE, what this use needs and no more; none: it differs, somebody chooses
    checked_on: date | None = None

    def serves(self, permission: str | None) -> bool:
        """Whether what this permission opens may be opened for this purpose."""
        return not self.permissions or permission is None or permission in self.permissions

    def readable(self, duties: frozenset[str]) -> frozenset[str]:
        """The classes that these duties together read under this purpose."""
        return frozenset().union(*(self.opens.get(duty, frozenset()) for duty in duties))

    def writable(self, duties: frozenset[str]) -> frozenset[str]:
        """The classes that these duties together write under this purpose."""
        return frozenset().union(*(self.writes.get(duty, frozenset()) for duty in duties))


class FeeRow(Value):
    """One line of a fee table: an amount, or a rate of a base, from a day on."""

    code: str
    label: Text
    since: date
    sort: str = "fee"  # fee | tax | penalty: penalties stand in the table of the day of payment
    per: str | None = None  # a whole number that multiplies it: an answer, or what the table's `known` names
    until: date | None = None  # half-open
    minor: int | None = None  # an amount in minor units
    per_mille: int | None = None  # or a rate in thousandths of the base
    base: str | None = None  # the money field the rate applies to
    when: str | None = None  # CEL over the answers; charged only while it holds
    source: str = ""
    checked_on: date | None = None


class FeeTable(Value):
    """Fees in one currency. Preset figures are samples: the tenant confirms them before use."""

    name: str
    currency: str
    rows: tuple[FeeRow, ...]
    known: Mapping[str, str] = field(
        default_factory=dict
    )  # what hooks work out for its rules: name -> kind of answer

    def on(self, day: date) -> tuple[FeeRow, ...]:
        """The rows in force on a day."""
        return tuple(row for row in self.rows if row.since <= day and (row.until is None or day < row.until))


class PlateClass(Value):
    """A series of plates and what a sale does to one."""

    code: str
    label: Text
    follows: str  # vehicle | owner
    max_vehicles: int = 1
    holder: str = "vehicle"  # vehicle | party
    hold_days: int = 0  # how long an owner may keep it off a vehicle; 0: no limit
    pattern: str | None = None  # d digit, L letter, or a symbol of `places`
    alphabet: str | None = None  # what may stand on it; None: Latin letters and digits
    places: Mapping[str, str] = field(
        default_factory=dict
    )  # symbol of the pattern → characters that may stand there
    max_length: int = 8
    personalised: bool = False  # its owner chooses the text
    role: str = "primary"  # primary | temporary | interchangeable | dealer_use
    serves: tuple[str, ...] = ()  # classes of vehicles it may go on; none: any
    quarantine_days: int = 3650  # how long its number rests once retired
    reserve_days: int = 365  # how long a reserved text waits for its plate
    backdate_days: int = 30  # what lies further back is entered by a supervisor
    appeal_days: int = 30  # how long the holder of a recalled one may ask that somebody else look at it
    refused: tuple[str, ...] = ()  # texts nobody gets, nor one that reads like them
    source: str = ""

    @property
    def style(self) -> PlateStyle:
        """How its plates are written."""
        patterns = (self.pattern,) if self.pattern else ()
        style = PlateStyle(patterns=patterns, max_length=self.max_length, classes=self.places)
        return replace(style, alphabet=self.alphabet) if self.alphabet else style


class Retention(Value):
    """How long one class of record is kept and what becomes of it."""

    code: str
    label: Text
    trigger: str
    keep: str  # ISO 8601 period or "permanent"
    disposition: str  # destroy | anonymise | transfer | review | permanent
    source: str = ""


class Calendar(Value):
    """Working days: a country (and part of it) whose holidays count, and the weekly hours."""

    country: str
    part: str | None
    opens: str  # "08:00"
    closes: str
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)


class PersonClass(Value):
    """A class of people whom the office serves at a level of its own: in how many hours of office time."""

    code: str
    label: Text
    level: Text
    first_hours: int | None = None
    done_hours: int | None = None
    source: str = ""


class Need(Value):
    """How much of a record an emergency opens: the fewest classes that are enough, and whether sealed cases too."""

    name: str
    label: Text
    classes: frozenset[str]
    sealed_cases: bool = False


class Emergency(Value):
    """Emergency access: for how long, for what, how much of a record, and when an unreviewed one is brought up."""

    minutes: int
    remind_days: int
    categories: Mapping[str, Text]
    needs: Mapping[str, Need]


class Kind(Value):
    """A kind of tenant, whole."""

    name: str
    version: int
    digest: str
    title: Text
    summary: Text
    country: str
    currency: str
    jurisdiction: str
    calendar: Calendar
    duties: Mapping[str, Text]
    titles: Mapping[str, Title]
    purposes: Mapping[str, Purpose]
    workflows: tuple[str, ...]
    fees: Mapping[str, FeeTable]
    plates: Mapping[str, PlateClass]
    retention: Mapping[str, Retention]
    funds: Mapping[str, Text]  # funds a charity starts with
    receipts: Mapping[str, str]
    fraud: Mapping[str, int] = field(
        default_factory=dict
    )  # limits of its rules, where they are not the usual
    imports: tuple[str, ...] = ()  # registers that files may be brought into
    emergency: Emergency | None = None
    transfers: TransferRules = field(default_factory=TransferRules)
    laws: Mapping[str, Law] = field(default_factory=dict)  # about records, that its offices may be under
    giving: GivingRules = field(default_factory=GivingRules)
    person_classes: Mapping[str, PersonClass] = field(default_factory=dict)
    sample: Text = NOTHING  # the warning beside preset figures
    checked_on: date | None = None

    def duties_of(self, titles: tuple[str, ...] | frozenset[str] | list[str]) -> frozenset[str]:
        """The duties that these titles carry together; unknown titles carry none."""
        return frozenset().union(*(self.titles[title].duties for title in titles if title in self.titles))

    @property
    def lists(self) -> bool:
        """Whether a kind of work that it offers has a public list."""
        from casework.packs.catalog import catalog

        return any(flow.listing is not None for flow in catalog().offered(self.name))

    def with_profile(self, profile: Mapping[str, object]) -> "Kind":
        """This kind as one tenant's profile adjusts it: see `packs/profile.py`."""
        from casework.packs.profile import with_profile

        return with_profile(self, profile)

    def to_document(self) -> dict[str, object]:
        """A JSON-able form that `from_document` reads back to an equal kind."""
        from casework.packs.document import kind_document

        return kind_document(self)

    @staticmethod
    def from_document(document: Mapping[str, object]) -> "Kind":
        """The kind that a stored document describes; PackError when it does not hold."""
        from casework.packs.document import kind_from_document

        return kind_from_document(document)
