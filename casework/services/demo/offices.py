"""The four offices of the demo, their neighbour, and who works there. Its password is said at the start."""

from __future__ import annotations

from typing import Any

from casework.base.values import Value, field

PASSWORD = "quiet-harbor-lantern"  # noqa: S105  # the demo's known password; production has none

WASTE = tuple(f"constituent_request/{about}" for about in ("missed_collection", "dumping", "tree"))


class Staff(Value):
    """Somebody who works in an office: the part of their e-mail before @, name, titles, unit."""

    login: str
    name: str
    titles: tuple[str, ...]
    unit: str | None = None
    language: str = "en"


class DemoOffice(Value):
    """An office of the demo, how much it has to do, and its people."""

    slug: str
    name: str
    kind: str
    town: str
    postcode: str
    timezone: str
    languages: tuple[str, ...]
    people: int
    cases: int
    staff: tuple[Staff, ...]
    units: dict[str, str] = field(default_factory=dict)
    takes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # unit -> the new cases that go there
    vehicles: int = 0
    gifts: int = 0
    profile: dict[str, Any] = field(default_factory=dict)

    def email(self, staff: Staff) -> str:
        """The address a member signs in with."""
        return f"{staff.login}@{self.slug}.example"


OFFICES = (
    DemoOffice(
        slug="northport",
        name="Northport Motor Vehicles",
        kind="motor_vehicle_agency",
        town="Northport",
        postcode="90417",
        timezone="America/Los_Angeles",
        languages=("en", "es", "pt", "hi", "vi"),
        people=900,
        vehicles=1000,
        cases=1300,
        units={"title": "Title desk", "counter": "Counter"},
        takes={"title": ("vehicle_transfer", "first_title"), "counter": ("release_of_liability",)},
        staff=(
            Staff("clerk", "Dara Fennimore", ("title_clerk",), "title"),
            Staff("examiner", "Imre Solvang", ("title_examiner",), "title"),
            Staff("senior", "Nadia Brightwater", ("senior_examiner",), "title"),
            Staff("cashier", "Tomas Quillon", ("cashier",), "counter"),
            Staff("supervisor", "Wren Halloway", ("supervisor",), "title"),
            Staff("police", "Moira Castellan", ("police_desk",)),
            Staff("privacy", "Odile Marchetti", ("privacy_officer",)),
            Staff("admin", "Rafe Underwood", ("administrator",)),
        ),
        profile={
            "mark": "shield",
            "line": "State of Calder",
            "contact": "Northport Motor Vehicles, 12 Beacon Way, Northport. Telephone 555-0188",
            "colours": {"tenant": "#0b4f71", "night": "#86c8ec", "band": "#0b4f71", "corner": 3},
        },
    ),
    DemoOffice(
        slug="eastvale",
        name="Eastvale Registry of Vehicles",
        kind="motor_vehicle_agency",
        town="Eastvale",
        postcode="92881",
        timezone="America/New_York",
        languages=("en", "es"),
        people=400,
        vehicles=500,
        cases=500,
        units={"title": "Title desk", "counter": "Counter"},
        takes={"title": ("vehicle_transfer", "first_title"), "counter": ("release_of_liability",)},
        staff=(
            Staff("clerk", "Hollis Grantley", ("title_clerk",), "title"),
            Staff("examiner", "Bibi Okonjo-Lane", ("title_examiner",), "title"),
            Staff("senior", "Casper Yarrowby", ("senior_examiner",), "title"),
            Staff("cashier", "Petra Lindqvale", ("cashier",), "counter"),
            Staff("supervisor", "Anselm Dray", ("supervisor",), "title"),
            Staff("police", "Jonas Ferreday", ("police_desk",)),
            Staff("privacy", "Yusra Belcourt", ("privacy_officer",)),
            Staff("admin", "Ines Cordwainer", ("administrator",)),
        ),
        profile={
            "mark": "sun",
            "line": "Commonwealth of Eastmoor",
            "contact": "Eastvale Registry, 4 Kiln Row, Eastvale. Telephone 555-0164",
            "colours": {"tenant": "#7a2e1f", "night": "#f0a58f", "band": "#7a2e1f", "corner": 0},
            "plates": {"standard": {"follows": "owner", "hold_days": 365}},
            # Nothing of the preset is hard-wired: other fees, limits and conjunctions, and no emissions tests.
            "fees": {
                "vehicle_transfer": {
                    "transfer": {"minor": 7500},
                    "chain": {"minor": 7500},
                    "use_tax": {"per_mille": 62},
                    "new_plates": {"minor": 4000},
                    "late": {"minor": 2500},
                }
            },
            "transfers": {
                "and_or": "all",
                "figures": {
                    "notice_days": 10,
                    "application_days": 20,
                    "penalty_days": 60,
                    "heir_wait_days": 30,
                    "identity_required": 1,
                },
                "smog": "none",
            },
        },
    ),
    DemoOffice(
        slug="riverbend",
        name="Riverbend Food Bank",
        kind="charity",
        town="Riverbend",
        postcode="97009",
        timezone="America/Chicago",
        languages=("en", "es", "pt", "hi", "vi"),
        people=450,
        gifts=4000,
        cases=500,
        units={"donors": "Donor care", "kitchen": "Kitchen and stores"},
        takes={"donors": ("gift_intake",), "kitchen": ("gift_intake/goods",)},
        staff=(
            Staff("donors", "Maribel Tolland", ("donor_manager",), "donors"),
            Staff("finance", "Gideon Achterberg", ("finance_officer",), "donors"),
            Staff("volunteers", "Sunniva Pell", ("volunteer_coordinator",), "kitchen"),
            Staff("director", "Leocadia Winter", ("director",), "donors"),
            Staff("privacy", "Bastian Orme", ("privacy_officer",)),
            Staff("admin", "Kestrel Vaughan", ("administrator",)),
        ),
        profile={
            "mark": "candle",
            "line": "Nobody goes hungry here",
            "contact": "Riverbend Food Bank, 80 Mill Lane, Riverbend. Telephone 555-0137",
            "payments": {"card": "simulator"},
            "currencies": ["EUR", "CAD", "GBP"],
            "gift_aid": {"charity": "Friends of Riverbend Food Bank (UK)"},
            "colours": {"tenant": "#1d5c3a", "night": "#8fd6ae", "band": "#1d5c3a", "corner": 6},
        },
    ),
    DemoOffice(
        slug="lakeshore",
        name="City of Lakeshore",
        kind="council",
        town="Lakeshore",
        postcode="53012",
        timezone="America/Chicago",
        languages=("en", "vi", "hi", "es"),
        people=300,
        cases=700,
        units={"roads": "Roads and lights", "waste": "Waste and green", "south": "Southfield crew"},
        takes={
            "roads": ("constituent_request",),
            "waste": WASTE,
            "south": ("constituent_request/pothole@southfield",),
        },
        staff=(
            Staff("officer", "Jonquil Ashby", ("request_officer",), "roads"),
            Staff("lead", "Marcus Thorngate", ("team_lead",), "roads"),
            Staff("field", "Tuyết Anh Marlow", ("field_worker",), "roads", "vi"),
            Staff("crew", "Devika Rowntree", ("field_worker",), "waste", "hi"),
            Staff("privacy", "Silas Penhaligon", ("privacy_officer",)),
            Staff("admin", "Orsola Finch", ("administrator",)),
        ),
        profile={
            "mark": "waves",
            "line": "",
            "contact": "City Hall, 1 Harbor Avenue, Lakeshore. Telephone 555-0110",
            "colours": {"tenant": "#3d3a8c", "night": "#b5b2f5", "band": "#3d3a8c", "corner": 3},
        },
    ),
)
# Takes leaks over from the city, by program; no bulk of its own is filled in.
NEIGHBOUR = DemoOffice(
    slug="shore",
    name="Shore Water District",
    kind="council",
    town="Lakeshore",
    postcode="53012",
    timezone="America/Chicago",
    languages=("en",),
    people=0,
    cases=0,
    units={"mains": "Mains crew"},
    takes={"mains": ("constituent_request",)},
    staff=(
        Staff("officer", "Perpetua Lindgren", ("request_officer",), "mains"),
        Staff("admin", "Quincy Abara", ("administrator",)),
    ),
    profile={"contact": "Shore Water District, 3 Pump Lane, Lakeshore. Telephone 555-0171"},
)
