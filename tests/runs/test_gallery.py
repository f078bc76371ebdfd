"""The gallery's file: written, read, and refused where it is damaged."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from lieaug.errors import StoreError
from lieaug.runs.folder import RunFolder
from lieaug.runs.gallery import decode_gallery, encode_gallery
from lieaug.schema import Gallery
from tests.fake_runs import FakeRuns

SPECS = [{"kind": "two-body"}, {"kind": "mnist"}, {"kind": "qm9"}, {"kind": "zoo", "family": "se2"}, {"kind": "dimuon"}]


@pytest.fixture
def finished(tmp_path: Path) -> RunFolder:
    return FakeRuns(tmp_path).make("finished", {"kind": "mnist"})


@pytest.mark.parametrize("task", SPECS)
def test_a_gallery_survives_its_file(tmp_path: Path, task: dict[str, str]) -> None:
    folder = FakeRuns(tmp_path).make("finished", task)
    written = folder.gallery()
    assert written is not None
    read = decode_gallery(_file(tmp_path, encode_gallery(written)))
    assert read.head == written.head
    for field in fields(Gallery):
        if field.name != "head":
            np.testing.assert_array_equal(getattr(read, field.name), getattr(written, field.name))


def test_runs_of_before_have_none(tmp_path: Path) -> None:
    assert FakeRuns(tmp_path).make("finished", old=True).gallery() is None
    assert FakeRuns(tmp_path).make("running").gallery() is None


def _spoil(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Gallery], bytes]:
    def spoilt(gallery: Gallery) -> bytes:
        arrays = safetensors.numpy.load(encode_gallery(gallery))
        arrays[name] = np.ascontiguousarray(change(arrays[name]))
        return safetensors.numpy.save(arrays, {"head": gallery.head.model_dump_json(by_alias=True)})

    return spoilt


@pytest.mark.parametrize(
    "damage",
    [
        lambda gallery: b"",
        lambda gallery: encode_gallery(gallery)[:-40],
        lambda gallery: encode_gallery(gallery).replace(b'"x"', b'"z"'),
        lambda gallery: safetensors.numpy.save({"x": gallery.x}, {"head": gallery.head.model_dump_json(by_alias=True)}),
        lambda gallery: safetensors.numpy.save({"x": gallery.x}, {"head": json.dumps({"schema": 2})}),
        _spoil("t", lambda t: t[:, :-1]),
        _spoil("x", lambda x: x[:, 0]),
        _spoil("y", lambda y: y + 99),
        _spoil("rows", lambda rows: rows + 10_000),
        _spoil("row_groups", lambda groups: groups - 5),
        _spoil("plain", lambda plain: plain.astype(np.float64)),
        _spoil("with_", lambda with_: with_ * np.nan),
        _spoil("generators", lambda generators: generators[:0]),
    ],
)
def test_a_damaged_file_is_one_calm_sentence(finished: RunFolder, damage: Callable[[Gallery], bytes]) -> None:
    gallery = finished.gallery()
    assert gallery is not None
    (finished.path / "gallery.safetensors").write_bytes(damage(gallery))
    with pytest.raises(StoreError, match=r"expected gallery.safetensors to hold examples .* damaged file; start"):
        finished.gallery()


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "gallery.safetensors"
    path.write_bytes(data)
    return path
