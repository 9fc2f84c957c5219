"""The hashes are those of RFC 6962, and a body is exactly one row whatever stands in it."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.ledger_verifier import leaves_of, merkle_root, read_export
from casework.services.installation.export_ledger import export_ledger
from casework.settings import Database
from casework.store.ledger_read import reading
from tests.rig import Cluster
from tests.store.ledgers import sealed_office

# Inputs and root of the test tree that implementations of Certificate Transparency share.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def root_by_the_book(bodies: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if len(bodies) == 1:
        return hashlib.sha256(b"\x00" + bodies[0]).digest()
    k = 1
    while k * 2 < len(bodies):
        k *= 2
    return hashlib.sha256(b"\x01" + root_by_the_book(bodies[:k]) + root_by_the_book(bodies[k:])).digest()


def test_the_root_of_the_shared_test_tree():
    bodies = [bytes.fromhex(text) for text in INPUTS]
    assert merkle_root(leaves_of(bodies)).hex() == ROOT


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70))
def test_the_root_is_that_of_the_book(bodies):
    assert merkle_root(leaves_of(bodies)) == root_by_the_book(bodies)


ODD = ["a\tb", "a\nb", "back\\slash", "\\N", "quo\"te's", "Đặng {x,y}", "\r\x01", "यह", "NULL", ""]


@pytest.mark.parametrize("column", ["act", "purpose", "detail"])
def test_odd_characters_are_one_body_and_come_back_from_an_export(
    cluster: Cluster, fresh_database: Database, tmp_path: Path, capsys, column: str
) -> None:
    office = sealed_office(cluster, fresh_database, tmp_path / "data")
    told = {"act": "a", "purpose": "p", "detail": "d"}
    with office.identity() as conn:
        for odd in ODD:
            row = told | {column: odd}
            conn.execute(
                "select identity.ledger_append(%s, 'member', null, %s, %s, '{}', %s)",
                [office.office.id, row["purpose"], row["act"], row["detail"]],
            )
    assert office.seal() == len(ODD)
    assert (office.verify().wrong, office.verify_apart(tmp_path, capsys)["wrong"]) == ("", "")
    assert office.settings.database is not None
    with reading(office.settings.database.owner) as reader:
        stored = [group[1] for group in reader.ledger(office.office.id, "").groups]
    exported = [group[1] for group in read_export(export_ledger(office.settings, office.office.slug)).groups]
    assert [*map(list, stored)] == [*map(list, exported)]
    assert len(stored[0]) == len(ODD) == len(set(stored[0]))
