"""Every page of the desk opens for who may, shows what they may read, and asks the database little."""

import re

import pytest

from tests.web.desk.conftest import THEIRS, Port

MOST = 15


@pytest.fixture(scope="module")
def number(port: Port, vale: Port) -> str:
    for n in range(59):
        port.opened(buyer_name=f"Buyer {n}", vin=f"JH4DA9370MS{n:06d}")
    return port.opened(
        buyer_name="CNRY-contact Rahman",
        price={"minor": 987654, "currency": "USD"},
        id_kind="passport",
        id_number="CNRY77431",
    ).number


def pages(number):
    return (
        ["/desk/", "/desk/?view=all", "/desk/?view=all&sort=-since", "/desk/?view=units&standing=late"]
        + ["/desk/?view=unassigned&workflow=vehicle_transfer&state=submitted&language=en"]
        + ["/desk/search/?q=rahman", "/desk/search/?q=JH4DA9370MS000001", "/desk/search/?q=buyer"]
        + [f"/desk/cases/{number}/{part}" for part in ("", "papers", "messages", "fees", "looked", "print")]
        + [f"/desk/cases/{number}/moves/take", f"/desk/cases/{number}/moves/ask"]
        + [f"/desk/cases/{number}/print?notes=yes", "/desk/search/", "/desk/counter/", "/desk/workflows/"]
        + [
            "/desk/counter/vehicle_transfer",
            "/desk/workflows/vehicle_transfer",
            "/desk/workflows/data_change",
        ]
    )


def test_each_page_opens_with_few_statements_and_none_of_the_neighbours(port, vale, number, counted):
    here = port.browser("title_examiner")
    for path in pages(number):
        here.get(path)
        with counted() as statements:
            answer = here.get(path)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200, (path, text[:2000])
        assert THEIRS not in text
        assert len(statements) <= MOST, (path, len(statements), statements)
        assert len(re.findall(r"<h1", text)) == 1
