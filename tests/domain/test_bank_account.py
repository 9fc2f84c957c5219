"""Numbers of bank accounts as people type them: right ones in one form, slips caught by their check digits."""

import pytest

from casework.domain.bank_account import BadAccount, read_account


@pytest.mark.parametrize(
    ("account", "bank", "code"),
    [
        ("DE89 3704 0044 0532 0130 00", "", "DE89370400440532013000"),
        ("gb29nwbk60161331926819", "", "GB29NWBK60161331926819"),
        ("1234567890", "999999992", "999999992/1234567890"),
        ("1234-5678-90", "9999-9999-2", "999999992/1234567890"),
        ("55779911", "20-00-00", "200000/55779911"),
    ],
)
def test_what_is_right_is_read_in_one_form(account, bank, code):
    read = read_account(account, bank)
    assert (read.code, read.ending) == (code, code[-4:])


@pytest.mark.parametrize(
    ("account", "bank", "part"),
    [
        ("DE89370400440532013001", "", "account"),  # one digit off
        ("DE89370400440532013000", "999999992", "bank"),  # an IBAN needs no bank
        ("DE8", "", "account"),
        ("1234567890", "999999993", "bank"),
        ("1234567890", "000000000", "bank"),
        ("1234567890", "", "bank"),
        ("123", "999999992", "account"),
        ("123456789012345678", "999999992", "account"),
        ("5577991", "200000", "account"),
        ("१२३४५६७८", "200000", "account"),
        ("", "", "account"),
        ("=1+1", "999999992", "account"),
    ],
)
def test_a_slip_is_told_at_its_box(account, bank, part):
    with pytest.raises(BadAccount) as bad:
        read_account(account, bank)
    assert bad.value.part == part


def test_what_is_printed_of_an_account_is_its_end_alone():
    assert repr(read_account("55779911", "200000")) == "<an account that ends in 9911>"
