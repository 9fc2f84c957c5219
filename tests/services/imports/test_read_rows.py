"""Rows are read one after the other, from any place on, and what can't be read is told and passed over."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.delimited import guess_mapping, guess_separator, marked_encoding
from casework.services.imports.read_rows import LONGEST_ROW, Rows


def read(text, *, width=3, at=0, line=1):
    return list(Rows(io.BytesIO(text.encode()), ",", at=at, line=line, width=width))


def told(text, **more):
    return [(one.line, one.fault.code if one.fault else one.cells) for one in read(text, **more)]


def test_quoted_separators_and_line_breaks_belong_to_the_cell():
    assert told('a,"b,1","c\nd"\ne,"f""g",h\n') == [(1, ("a", "b,1", "c\nd")), (3, ("e", 'f"g', "h"))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b\nc,d,e\n", [(1, "TOO_FEW_COLUMNS"), (2, ("c", "d", "e"))]),
        ("a,b,c,d\ne,f,g,\n", [(1, "TOO_MANY_COLUMNS"), (2, ("e", "f", "g"))]),
        ('a,b,c\nd,"e', [(1, ("a", "b", "c")), (2, "FILE_CUT_OFF")]),
        ("a,b,c\nd,e", [(1, ("a", "b", "c")), (2, "FILE_CUT_OFF")]),
        ('a,"b"x,c\nd,e,f\n', [(1, "QUOTES"), (2, ("d", "e", "f"))]),
        ("\n,,\na,b,c", [(3, ("a", "b", "c"))]),
    ],
)
def test_a_broken_row_is_told_with_its_line(text, found):
    assert told(text) == found


def test_a_row_of_a_megabyte_is_passed_over_and_never_held():
    wide = "x" * 1_000_000
    assert told(f"a,b,c\n{wide},y,z\nd,e,f\n") == [
        (1, ("a", "b", "c")),
        (2, "ROW_TOO_WIDE"),
        (3, ("d", "e", "f")),
    ]
    open_quote = '"' + "y\n" * LONGEST_ROW
    assert told(f"a,b,{open_quote}")[0] == (1, "ROW_TOO_WIDE")


CELLS = st.lists(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r")), min_size=3, max_size=3
)


@given(
    st.lists(CELLS.filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=6), st.data()
)
def test_reading_goes_on_from_any_row_as_if_it_had_never_stopped(rows, data):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    whole = read(out.getvalue())
    assert [list(one.cells) for one in whole] == rows
    begin = data.draw(st.sampled_from(whole))
    rest = read(out.getvalue(), at=begin.at, line=begin.line)
    assert rest == whole[whole.index(begin) :]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\xef\xbb\xbfa,b", ("utf-8", 3)),
        ("a,b\nc,d".encode("utf-16"), ("utf-16-le", 2)),
        ("a,b\nc,d".encode("utf-16-be"), ("utf-16-be", 0)),
        (b"a,b\nc,d", None),
    ],
)
def test_an_encoding_is_known_by_its_mark_or_its_zeros(head, found):
    assert marked_encoding(head) == found


def test_separator_and_columns_are_guessed():
    assert guess_separator(["a;b;c\n", '1;"x;y";2,5\n']) == ";"
    assert guess_separator(["only one\n", "here\n"]) == ","
    found = guess_mapping(
        ["Owner No.", "E_Mail", "What"], {"number": ("owner number",), "email": ("e mail",)}
    )
    assert found == {"number": "Owner No.", "email": "E_Mail"}
