"""The demo's town: its areas, the categories it added itself, and where its requests lie."""

from __future__ import annotations

from random import Random
from typing import Any

from sqlalchemy import select

from casework.domain.areas import Polygon
from casework.domain.geojson import shape_document
from casework.domain.requests import Place
from casework.models import Area
from casework.packs import catalog
from casework.packs.tenant_categories import PROFILE, profile_part
from casework.services.demo.offices import DemoOffice
from casework.store.session import ViewerSession

TOWN = "lakeshore"
FLOW = "constituent_request"
SHAPES: dict[str, tuple[str, Polygon, tuple[str, ...]]] = {
    "northside": (
        "Northside",
        Polygon(
            (
                *((-88.0, 43.31), (-87.955, 43.312), (-87.915, 43.308)),
                *((-87.905, 43.325), (-87.91, 43.34), (-88.0, 43.34)),
            )
        ),
        ("Alder Street", "Birch Road"),
    ),
    "old-town": (
        "Old Town",
        Polygon(((-88.0, 43.29), (-87.96, 43.288), (-87.955, 43.312), (-88.0, 43.31))),
        ("Market Street 1-99", "Church Lane"),
    ),
    "harbor": (
        "Harbor",
        Polygon(((-87.96, 43.288), (-87.912, 43.29), (-87.915, 43.308), (-87.955, 43.312))),
        ("Harbor Avenue", "Quay Street"),
    ),
    "southfield": (
        "Southfield",
        Polygon(((-88.0, 43.27), (-87.92, 43.268), (-87.912, 43.29), (-87.96, 43.288), (-88.0, 43.29))),
        ("Mill Lane", "Orchard Way"),
    ),
}

CATEGORIES: tuple[dict[str, Any], ...] = (
    {
        "code": "streetlight",
        "questions": [
            {
                "code": "q1",
                "kind": "text",
                "label": {
                    "en": "Number on the pole",
                    "es": "Número del poste",
                    "pt": "Número do poste",
                    "hi": "खंभे पर लिखा नंबर",
                    "vi": "Số ghi trên cột",
                },
                "why": {
                    "en": "With it the team finds the right light at once.",
                    "es": "Con él el equipo encuentra enseguida la luz correcta.",
                    "pt": "Com ele a equipe encontra logo a luz certa.",
                    "hi": "इससे टीम तुरंत सही बत्ती तक पहुँचती है।",
                    "vi": "Nhờ đó đội tìm thấy đúng đèn ngay.",
                },
                "required": False,
                "public": True,
            }
        ],
    },
    {
        "code": "street_furniture",
        "label": {
            "en": "Bench, sign or bike rack",
            "es": "Banco, señal o soporte de bicicletas",
            "pt": "Banco, placa ou bicicletário",
            "hi": "बेंच, संकेत या साइकिल स्टैंड",
            "vi": "Ghế, biển báo hoặc giá để xe đạp",
        },
        "group": {
            "en": "Streets and lights",
            "es": "Calles y luces",
            "pt": "Ruas e luzes",
            "hi": "सड़कें और बत्तियाँ",
            "vi": "Đường và đèn",
        },
        "publish": "at_once",
        "radius": 15,
        "questions": [
            {
                "code": "q1",
                "kind": "choice",
                "label": {
                    "en": "What is broken?",
                    "es": "¿Qué está roto?",
                    "pt": "O que está quebrado?",
                    "hi": "क्या टूटा है?",
                    "vi": "Cái gì bị hỏng?",
                },
                "why": {
                    "en": "The team brings the right parts.",
                    "es": "El equipo trae las piezas correctas.",
                    "pt": "A equipe leva as peças certas.",
                    "hi": "टीम सही पुर्ज़े लाती है।",
                    "vi": "Đội mang đúng phụ tùng.",
                },
                "required": True,
                "public": True,
                "options": [
                    {
                        "value": "rack",
                        "label": {
                            "en": "Bike rack",
                            "es": "Soporte de bicicletas",
                            "pt": "Bicicletário",
                            "hi": "साइकिल स्टैंड",
                            "vi": "Giá để xe đạp",
                        },
                    },
                    {
                        "value": "bench",
                        "label": {"en": "Bench", "es": "Banco", "pt": "Banco", "hi": "बेंच", "vi": "Ghế"},
                    },
                    {
                        "value": "sign",
                        "label": {"en": "Sign", "es": "Señal", "pt": "Placa", "hi": "संकेत", "vi": "Biển báo"},
                    },
                ],
            }
        ],
    },
)


def town_profile(demo: DemoOffice) -> dict[str, Any]:
    """What the office's profile says of its categories."""
    return {PROFILE: profile_part(catalog().workflow(FLOW), CATEGORIES)} if demo.slug == TOWN else {}


def add_areas(session: ViewerSession, demo: DemoOffice) -> None:
    """Draw the town's areas, those that are not there."""
    if demo.slug != TOWN:
        return
    have = set(session.scalars(select(Area.code)))
    for position, (code, (name, polygon, streets)) in enumerate(SHAPES.items()):
        if code not in have:
            south, west, north, east = polygon.box
            row = Area(code=code, name=name, position=position, streets=list(streets))
            row.shape = shape_document((polygon,))
            row.south, row.west, row.north, row.east = south, west, north, east
            session.add(row)
    session.flush()


def lay(answers: dict[str, Any], demo: DemoOffice, number: int) -> dict[str, Any]:
    """The answers of a request with its place on the town's map, and now and then a category of its own."""
    random = Random(f"{demo.slug}/place/{number}")
    more: dict[str, Any] = {}
    if number % 13 == 5:
        more = {
            "category": "street_furniture",
            "q_street_furniture_q1": random.choice(("rack", "bench", "sign")),
        }
    elif number % 17 == 3:
        more = {"category": "noise"}
    elif answers["category"] == "streetlight" and number % 2:
        more = {"q_streetlight_q1": f"L-{random.randint(100, 999)}"}
    if random.random() < 0.9:
        point = _somewhere(random)
        more["place"] = answers["place"] | {"lat": point.lat, "lon": point.lon}
    return answers | more


def _somewhere(random: Random) -> Place:
    """A point of the town; trouble is not spread evenly."""
    _, polygon, _ = SHAPES[
        random.choice(("northside", "old-town", "old-town", "harbor", "harbor", "southfield"))
    ]
    south, west, north, east = polygon.box
    while True:
        place = Place(round(random.uniform(south, north), 6), round(random.uniform(west, east), 6))
        if polygon.contains(place):
            return place
