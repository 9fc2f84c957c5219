"""Which addresses of other machines are gone to, in every spelling of an address of our own."""

import pytest

from casework.base.errors import InvalidInput
from casework.domain.outside import may_connect, read_outside

OURS = [
    *("127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *(
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
    ),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::9", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1"),
    *("2002:7f00:0001::", "2002:0a00:0001::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
    *("2001:0:7f00:1::", "2001:db8::1", "", "localhost", "1", "2130706433", "0x7f.0.0.1", "0177.0.0.1"),
]
NOT_TAKEN = [
    *("http://311.example.gov", "ftp://311.example.gov", "file:///etc/passwd", "gopher://311.example.gov"),
    *("//311.example.gov", "311.example.gov", "https://", "https:///v2", "javascript:alert(1)", ""),
    *("https://127.0.0.1", "https://127.1", "https://2130706433", "https://0x7f000001", "https://0177.0.0.1"),
    *(
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://0x7f.1",
        "https://localhost",
        "https://8.8.8.8",
    ),
    *(
        "https://a.localhost",
        "https://db.internal",
        "https://printer.local",
        "https://router.lan",
        "https://box",
    ),
    *("https://127.0.0.1.", "https://１２７.０.０.１", "https://①②⑦.⓪.⓪.①", "https://311.example.gov:22"),
    *("https://311.example.gov:0", "https://311.example.gov:99999", "https://311.example.gov:x"),
    *(
        "https://user@311.example.gov",
        "https://127.0.0.1@311.example.gov",
        "https://311.example.gov#@127.0.0.1",
    ),
    *("https://311.example.gov?a=b", "https://311.example.gov/a/../b", "https://311.example.gov/a%2f%2e%2e"),
    *(
        "https://311.example.gov/a b",
        "https://311.example.gov/\r\nHost: x",
        "https://311.example.gov\\@127.0.0.1",
    ),
    *(
        "https://-a.example.gov",
        "https://a..gov",
        "https://" + "a" * 64 + ".gov",
        "https://311.gov/" + "a" * 400,
    ),
]


@pytest.mark.parametrize("number", OURS)
def test_no_number_of_our_own_network_is_connected_to_in_any_spelling(number: str) -> None:
    assert not may_connect(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_number_is_connected_to(number: str) -> None:
    assert may_connect(number)


def test_only_where_it_is_said_this_very_machine_is_and_nothing_else_of_ours() -> None:
    assert may_connect("127.0.0.1", loopback=True) and may_connect("::1", loopback=True)
    assert not may_connect("10.0.0.1", loopback=True) and not may_connect("169.254.169.254", loopback=True)


@pytest.mark.parametrize("text", NOT_TAKEN)
def test_an_address_that_hides_another_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_outside(text)
    assert set(refused.value.errors) == {"address"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://311.example.gov/open311/v2/", "https://311.example.gov/open311/v2"),
        (" HTTPS://311.Example.gov ", "https://311.example.gov"),
        ("https://311.example.gov:8443/v2", "https://311.example.gov:8443/v2"),
        ("https://Bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_in_its_one_form(typed: str, kept: str) -> None:
    assert str(read_outside(typed)) == kept


def test_this_machine_is_an_address_only_where_it_is_said() -> None:
    here = "http://127.0.0.1:8000/t/lakeshore/open311/v2"
    assert str(read_outside(here, loopback=True)) == here
    for other in (here.replace("127.0.0.1", "127.0.0.2"), here.replace("127.0.0.1", "10.0.0.1")):
        with pytest.raises(InvalidInput):
            read_outside(other, loopback=True)
    with pytest.raises(InvalidInput):
        read_outside(here)
