"""Shipped data: where it is, and that it is what its README says."""

import hashlib
import re

import numpy as np
import pytest

from lieaug.errors import DataError
from lieaug.tasks import Hurricane
from lieaug.tasks.assets import asset, fetched


@pytest.mark.parametrize("name", ["mnist.npz", "hurricane.npz", "hurricanes.csv", "dimuon.npz", "qm9.npz", "jets.npz"])
def test_readme_has_the_hash_and_size_of_every_file(name):
    readme = asset("README.md").read_text(encoding="utf-8")
    size, sha256 = re.search(rf"`{name}` \| ([\d ]+) \| `(\w+)`", readme).groups()
    content = asset(name).read_bytes()
    assert int(size.replace(" ", "")) == len(content)
    assert hashlib.sha256(content).hexdigest() == sha256


@pytest.mark.parametrize("name", ["mnist.npz", "hurricane.npz", "dimuon.npz", "qm9.npz", "jets.npz"])
def test_archives_hold_the_arrays_of_the_readme_and_nothing_pickled(name):
    section = asset("README.md").read_text(encoding="utf-8").split(f"## {name}")[1].split("\n## ")[0]
    documented = {
        name for row in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", section, re.M) for name in re.findall(r"\w+", row)
    }
    with np.load(asset(name), allow_pickle=False) as archive:
        assert set(archive) == documented
        assert all(archive[array].dtype.kind in "uif" for array in archive)


def test_a_missing_file_says_where_it_was_looked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("LIEAUG_ASSETS", str(tmp_path / "named"))
    monkeypatch.setenv("LIEAUG_DATA", str(tmp_path / "fetched"))
    with pytest.raises(DataError) as error:
        asset("none.npz")
    assert re.search(r"expected the data file none.npz in .*named, .*data, .*fetched, got.*; set", str(error.value))


def test_fetched_data_stands_in_for_what_does_not_ship(monkeypatch, tmp_path):
    monkeypatch.setenv("LIEAUG_DATA", str(tmp_path))
    for name in ("brought.npz", "hurricane.npz"):
        (tmp_path / name).touch()
    assert asset("brought.npz") == tmp_path / "brought.npz"
    assert asset("hurricane.npz") != tmp_path / "hurricane.npz"
    assert fetched("hurricane") == tmp_path / "hurricane.npz"


def test_the_environment_can_name_another_folder(monkeypatch, tmp_path):
    original = asset("hurricane.npz")
    (tmp_path / "hurricane.npz").write_bytes(original.read_bytes())
    monkeypatch.setenv("LIEAUG_ASSETS", str(tmp_path))
    assert asset("hurricane.npz") == tmp_path / "hurricane.npz"


def test_a_damaged_file_is_said_to_be_damaged(monkeypatch, tmp_path):
    (tmp_path / "hurricane.npz").write_bytes(asset("hurricane.npz").read_bytes()[:5000])
    monkeypatch.setenv("LIEAUG_ASSETS", str(tmp_path))
    with pytest.raises(DataError, match=r"hurricane.npz in another format or cut off"):
        Hurricane().load(np.random.default_rng(0))
