"""Invented names in five languages, and the places and things of the demo. None belongs to a real person."""

from __future__ import annotations

from random import Random

GIVEN = {
    "en": (
        "Adela Bram Corin Dessa Edwin Farrah Gideon Hollis Ines Jorah Kerris Linden Maud Nevil Orla Perrin Quill"
        " Rowan Selby Tamsin Ursa Verity Wendel Yarrow Zelda Alder Brynn Cassius Delphine Emory"
    ).split(),
    "es": (
        "Abril Benicio Carmela Dalia Eliseo Fabiola Gael Herminia Isaura Jacinto Lisandro Macarena Nahuel Olivia"
        " Pascual Rocío Salvador Teodora Ubaldo Valentina Ximena Yolanda Zacarías Amaya Bruno Celeste"
    ).split(),
    "pt": (
        "Anabela Bento Conceição Davi Eulália Firmino Graça Heitor Iracema Joaquim Leonor Matilde Nuno Otávio"
        " Piedade Quitéria Raimundo Sebastião Tomé Úrsula Vasco Zulmira Antônia Caetano Damião"
    ).split(),
    "hi": (
        "आरव भावना चेतन दीपा एकता फाल्गुन गौरी हर्ष इंदु जतिन कविता लोकेश मीरा नवीन ओजस पूजा राहुल सुनीता तरुण उमा"
        " विकास यामिनी अनन्या देवेश किरण"
    ).split(),
    "vi": (
        "An Bảo Châu Diễm Đức Giang Hạnh Khánh Lan Minh Ngọc Oanh Phúc Quỳnh Sơn Thảo Uyên Vinh Xuân Yến Trâm Hiếu"
        " Linh Nhật Thu"
    ).split(),
}
FAMILY = {
    "en": (
        "Ashgrove Blackmere Coldwell Dunmarrow Elmsworth Fairlough Greyholt Hawkridge Ivers Juniper Kestrelton"
        " Larkhollow Millbrand Northcote Oakhurst Pemberline Quillfeather Ravensby Stonebrook Thistledown"
        " Underhay Vellacott Wrenfield Yarborough Zellweather"
    ).split(),
    "es": (
        "Almendrales Barrancos Cifuentes Dehesa Encinar Fuentesol Galarreta Higueruela Ibarrola Jaramago"
        " Laredano Montesinos Navalcarro Olivares Peñalosa Quintanar Robledal Sotomonte Tordesol Valdeolmos"
    ).split(),
    "pt": (
        "Alvoredo Bragança-Lima Campelo Douradinho Espírito-Santo Figueiral Gameleira Horta-Nova Igarapé"
        " Jatobá Laranjeira Mirandouro Nogueirão Oliveiral Pinhalva Queirós-Dias Ribeirinha Sobralinho"
    ).split(),
    "hi": (
        "अग्निहोत्री बनर्जवाल चतुर्वेदीया दीक्षितकर गोस्वामीलाल जोशीपुरा कपूरथली मिश्रावत नागरकर पाठकराव"
        " राठौड़िया सक्सेनावाल त्रिपाठिया उपाध्यायकर वर्मालाल"
    ).split(),
    "vi": "Nguyễn Trần Lê Phạm Huỳnh Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Lương".split(),
}
MIDDLE_VI = "Thị Văn Hữu Ngọc Minh Thanh Kim Quốc Bích Hoài".split()
STREETS = (
    "Alder Wharf Beacon Cannery Dovecote Ember Foundry Gull Harbor Juniper Kiln Lantern Mill Orchard Pier Quarry"
    " Rookery Saltmarsh Tannery Willow"
).split()
STREET_KINDS = ("Street", "Avenue", "Row", "Lane", "Way")
ORGANISATIONS = (
    "Saltmarsh Bakery Cooperative",
    "Lantern Street Parish",
    "Orchard Valley Growers",
    "Gull Point Rotary Circle",
    "Kiln Works Credit Union",
    "Tannery Hill School Parents",
    "Beacon Hardware",
    "Ember Coffee Roasters",
)
LANGUAGE_WEIGHTS = {"en": 42, "es": 22, "pt": 10, "hi": 11, "vi": 15}


def language(random: Random) -> str:
    """A language, as often as people of the demo's towns speak it."""
    return random.choices(list(LANGUAGE_WEIGHTS), weights=list(LANGUAGE_WEIGHTS.values()))[0]


def person_name(random: Random, lang: str) -> str:
    """A name as it is written in a language."""
    given, family = random.choice(GIVEN[lang]), random.choice(FAMILY[lang])
    if lang == "vi":
        return f"{family} {random.choice(MIDDLE_VI)} {given}"
    if lang in ("es", "pt"):
        return f"{given} {family} {random.choice(FAMILY[lang])}"
    return f"{given} {family}"


def street(random: Random) -> str:
    """A street and number."""
    return f"{random.randint(1, 980)} {random.choice(STREETS)} {random.choice(STREET_KINDS)}"
