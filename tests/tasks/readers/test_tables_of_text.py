"""Text tables as people have them: any separator and encoding is read, and what is wrong is said with its line."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lieaug.errors import DataError, LieAugError
from lieaug.tasks import Table
from lieaug.tasks.own import inspect
from lieaug.tasks.readers.columns import read_columns
from lieaug.tasks.readers.layout import layout_of


@pytest.fixture
def table(tmp_path):
    """Writes text, or bytes, as a table."""

    def write(content, encoding="utf-8", name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_layout_says_the_same(table, separator, encoding, end):
    rows = [["größe", "b", "word"], ["1.5", "2", "grün"], ["-3", "", "rot"], ["4e-1", "NA", "rot"]]
    path = table(end.join(separator.join(row) for row in rows), encoding)
    columns = read_columns(path, ("größe", "word"), numbers=("größe",))
    np.testing.assert_array_equal(columns.values["größe"], [1.5, -3, 0.4])
    assert list(columns.values["word"]) == ["grün", "rot", "rot"]
    assert bool(columns.warnings) == (encoding == "latin-1")


def test_decimal_commas_are_read_where_they_can_mean_nothing_else(table):
    columns = read_columns(table("a;b\n1,5;2\n0,25;3\n"), ("a", "b"), numbers=("a", "b"))
    np.testing.assert_array_equal(columns.values["a"], [1.5, 0.25])
    assert "decimal commas" in columns.warnings[0]
    with pytest.raises(DataError, match=r"got '1,250' in line 2 and 1 more; write 1234 or 1.234 without the comma"):
        read_columns(table("a;b\n1,250;2\n2,500;3\n"), ("a",), numbers=("a",))


def test_types_are_told_from_all_rows_not_from_the_first_block(table):
    whole = "".join(f"{i},{i}\n" for i in range(150_000))
    columns = read_columns(table("a,b\n" + whole + "0.5,1\n"), ("a",), numbers=("a",))
    assert columns.values["a"][-1] == 0.5
    with pytest.raises(DataError, match=r"numbers in column 'a' of data.csv, got 'oops' in line 150002; write plain"):
        read_columns(table("a,b\n" + whole + "oops,1\n"), ("a",), numbers=("a",))
    latin = read_columns(table(("a,b\n" + whole + "7,é\n").encode("latin-1")), ("b",))
    assert latin.values["b"][-1] == "é"


def test_rows_without_a_value_are_refused_or_dropped_and_integers_stay_integers(table):
    path = table("a,b,c\n1,2,x\n\n,5,y\n3,NaN,\n4,6,z\n")
    message = r"2 of 4 rows with empty cells \(1 in 'a', 1 in 'b'; the first in column 'a', line 4\); .*--missing drop"
    with pytest.raises(DataError, match=message):
        read_columns(path, ("a", "b"))
    columns = read_columns(path, ("a", "b"), missing="drop")
    assert list(columns.values["a"]) == [1, 4]
    assert columns.values["a"].dtype.kind == "i"
    assert columns.warnings == ("Rows without a value: 2 of 4 were left out (1 in 'a', 1 in 'b').",)


def test_lines_are_counted_as_in_the_file_also_within_quotes(table):
    with pytest.raises(DataError, match="got 'four' in line 5;"):
        read_columns(table('a,b\n"one\nand a half",2\n\n3,four\n'), ("b",), numbers=("b",))


MALFORMED = {
    "empty": (b"", "got an empty file"),
    "blank": (b"\n\n\n", "a header with several names"),
    "header only": (b"a,b\n", "expected rows below the header of data.csv, got none"),
    "one column": (b"a\n1\n2\n", "put ',', ';', a tab or '|' between the values"),
    "spaces": (b"a b c\n1 2 3\n", r"got 'a b c' as one column; it seems to be separated by spaces: put commas"),
    "ragged, short": (b"a,b\n1,2\n3\n", r"expected 2 values in every line .* got 1 in line 3 \('3'\)"),
    "ragged, long": (b"a,b\n1,2\n\n3,4,5\n", r"expected 2 values in every line .* got 3 in line 4 \('3,4,5'\)"),
    "two of one name": (b"a,b,a\n1,2,3\n", "different names in the header of data.csv, got 'a' 2 times"),
    "no header": (b"1.0,2.0\n3,4\n", r"expected names in the first line of data.csv, got numbers \(1.0, 2.0\)"),
    "text among numbers": (b"a,b\n1,2\n3,x\n", "expected numbers in column 'b' of data.csv, got 'x' in line 3;"),
    "thousands": (b'a,b\n1,"1,234.5"\n', "write numbers without thousands separators"),
    "decimal comma": (b'a,b\n1,"1,5"\n', "write 1234 or 1.234 without the comma"),
    "a unit": (b"a,b\n1,5 kg\n", "got '5 kg' in line 2"),
    "no value at all": (b"a,b\n1,\n2,\n", "expected numbers in column 'b' of data.csv, got no value at all"),
    "a date": (b"a,b\n1,2020-01-01\n", "numbers in column 'b' of data.csv, got "),
    "binary": (bytes(range(256)) * 8, "got a binary file"),
    "half utf-16": ("a,b\n1,2\n".encode("utf-16")[:-1] + b"\xd8", "."),
    "a quote left open": (b'a,"b\n1,2\n', "a quote that is not closed"),
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_tables_end_in_one_sentence(table, content):
    path, message = table(content[0]), content[1]
    with pytest.raises(DataError, match=message) as caught:
        read_columns(path, ("a", "b"), numbers=("a", "b"))
    assert str(caught.value).startswith("expected ")
    assert "; " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_table_that_is_too_large(table, monkeypatch):
    monkeypatch.setattr("lieaug.tasks.readers.layout.MOST_BYTES", 10)
    with pytest.raises(DataError, match="at most 2 GiB"):
        layout_of(table("a,b\n1,2\n3,4\n"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text("ab12.,;\t|\"'\n -éNA", max_size=200).map(str.encode),
        st.lists(st.lists(st.sampled_from(["a", "b", "1", "2.5", "", "NA", "x", '"q"']), max_size=4), max_size=12).map(
            lambda rows: "\n".join(",".join(row) for row in rows).encode()
        ),
    )
)
def test_whatever_is_in_a_table_ends_in_a_preview_or_a_sentence(tmp_path, content):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    sentence = "expected "
    try:
        preview = inspect(path)
        names = tuple(column.name for column in preview.columns)
        Table(path=path, x=names[:-1], y=names[-1:]).load(np.random.default_rng(0))
    except LieAugError as error:
        sentence = str(error)
    assert sentence.startswith("expected ")
