"""Reading files: nothing is unpickled, and every damaged file ends in one sentence."""

import pickle
import zipfile

import numpy as np
import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest

from lieaug.errors import DataError
from lieaug.tasks.files import read_npz, require_hash
from lieaug.tasks.readers.columns import column_names, read_columns


class Bomb:
    """Unpickling it would leave a trace."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    return {"x": rng.normal(size=(60, 4)), "y": rng.normal(size=60)}


@pytest.fixture(params=["npz", "npz compressed", "csv", "parquet"])
def good(request, arrays, tmp_path):
    """A file of each format and its reader."""
    path = tmp_path / f"data.{request.param.split()[0]}"
    if path.suffix == ".npz":
        (np.savez_compressed if "compressed" in request.param else np.savez)(path, **arrays)
        return path, lambda: read_npz(path, ("x", "y"))
    table = pyarrow.table({"a": arrays["x"][:, 0], "b": ["u", "v"] * 30})
    if path.suffix == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pyarrow.parquet.write_table(table, path)
    return path, lambda: read_columns(path, ("a", "b")).values


def test_reads_what_was_written(good):
    _, read = good
    assert all(len(array) == 60 for array in read().values())


def test_random_damage_gives_data_or_one_sentence(good):
    path, read = good
    content = path.read_bytes()
    rng = np.random.default_rng(1)
    sentences = []
    for _ in range(150):
        damaged = bytearray(content)
        for position in rng.integers(len(damaged), size=rng.integers(1, 5)):
            damaged[position] = rng.integers(256)
        # headers and directories are at the end, where damage does most
        damaged[-int(rng.integers(1, 200))] = rng.integers(256)
        path.write_bytes(damaged[: rng.integers(len(damaged))] if rng.random() < 0.2 else damaged)
        try:
            read()
        except DataError as error:
            sentences.append(str(error))
    assert len(sentences) > 5
    assert all(sentence.startswith("expected ") and "\n" not in sentence for sentence in sentences)


@pytest.mark.parametrize("suffix", ["npz", "csv", "parquet"])
@pytest.mark.parametrize("content", [b"", b"\x80\x04", bytes(range(256)) * 8], ids=["empty", "two bytes", "noise"])
def test_foreign_content(tmp_path, suffix, content):
    path = tmp_path / f"data.{suffix}"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"^expected "):
        read_npz(path, ("x",)) if suffix == "npz" else read_columns(path, ("a",))


def test_nothing_is_unpickled(tmp_path):
    trace, path = tmp_path / "trace", tmp_path / "data.npz"
    np.savez(path, x=np.array([Bomb(trace)], dtype=object), y=np.zeros(3))
    with pytest.raises(DataError, match=r"expected plain arrays.*Object arrays cannot be loaded"):
        read_npz(path, ("x", "y"))
    path.write_bytes(pickle.dumps(Bomb(trace)))
    with pytest.raises(DataError, match="another format"):
        read_npz(path, ("x", "y"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", pickle.dumps(Bomb(trace)))
    with pytest.raises(DataError, match="got x of another kind"):
        read_npz(path, ("x",))
    assert not trace.exists()


def test_a_header_that_announces_a_huge_array(tmp_path):
    path, header = tmp_path / "data.npz", "{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999999,)}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode())
    with pytest.raises(DataError, match=r"data.npz"):
        read_npz(path, ("x",))


def test_missing_arrays_and_columns_are_named(arrays, tmp_path):
    np.savez(tmp_path / "data.npz", x=arrays["x"], target=arrays["y"])
    with pytest.raises(DataError, match=r"expected arrays x and y in data.npz, got x, target"):
        read_npz(tmp_path / "data.npz", ("x", "y"))
    (tmp_path / "data.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match=r"expected columns a, c in data.csv, got a, b; correct c"):
        read_columns(tmp_path / "data.csv", ("a", "c"))
    assert column_names(tmp_path / "data.csv") == ("a", "b")


def test_two_columns_of_one_name(tmp_path):
    (tmp_path / "data.csv").write_text("a,a\n1,2\n")
    with pytest.raises(DataError, match="2 times"):
        read_columns(tmp_path / "data.csv", ("a",))


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(DataError, match=r"got nothing; check the path"):
        read_npz(tmp_path / "none.npz", ("x",))
    with pytest.raises(DataError, match=r"got a folder"):
        read_columns(tmp_path, ("x",))


def test_a_changed_file_is_noticed(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    require_hash(path, empty.upper())
    path.write_text("a")
    with pytest.raises(DataError, match="changed file"):
        require_hash(path, empty)
