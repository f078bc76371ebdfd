"""ONNX files: what is opened, what is refused and why, and how rows are handed over."""

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

import lieaug
from lieaug.discovery.own_model import OnnxModel
from lieaug.discovery.own_model import onnx_file as module
from lieaug.errors import ModelError
from tests.onnx_models import mean_brightness, of_another_domain, quadratic, with_weights_outside

X = np.random.default_rng(1).normal(size=(101, 2)).astype(np.float32)


@pytest.mark.parametrize("rows", ["rows", 1, 8])
def test_predictions_are_the_same_for_any_size_of_batch(tmp_path: Path, rows: int | str) -> None:
    model = OnnxModel(quadratic(tmp_path / "m.onnx", [1.0, 2.0], rows))
    np.testing.assert_allclose(model(X)[:, 0], X[:, 0] ** 2 + 2 * X[:, 1] ** 2, rtol=1e-5)


def test_columns_are_handed_over_as_vectors_where_the_model_takes_these(tmp_path: Path) -> None:
    x = np.random.default_rng(2).normal(size=(30, 4)).astype(np.float32)
    model = OnnxModel(quadratic(tmp_path / "m.onnx", [1.0] * 4, shape=(2, 2)))
    np.testing.assert_allclose(model(x)[:, 0], (x**2).sum(axis=1), rtol=1e-5)


def test_images_get_a_channel(tmp_path: Path) -> None:
    x = np.random.default_rng(3).random((20, 8, 8), dtype=np.float32)
    np.testing.assert_allclose(OnnxModel(mean_brightness(tmp_path / "m.onnx"))(x), x.mean(axis=(1, 2)), rtol=1e-5)


@pytest.mark.parametrize("suffix", [".pt", ".pth", ".pkl", ".joblib", ".torchscript"])
def test_what_could_run_code_is_refused_unread_with_the_way_out(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ModelError, match=r"could run any code .* torch\.onnx\.export"):
        OnnxModel(tmp_path / f"not_even_there{suffix}")


@pytest.mark.parametrize("content", [b"PK\x03\x04archive/data.pkl", pickle.dumps({"a": 1})])
def test_a_pickle_under_another_name_is_refused_too(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="could run any code"):
        OnnxModel(tmp_path / "m.onnx")


def test_weights_in_another_file_are_refused(tmp_path: Path) -> None:
    path = with_weights_outside(tmp_path / "m.onnx")
    assert (tmp_path / "weights.bin").exists()
    with pytest.raises(ModelError, match="all weights inside"):
        OnnxModel(path)


def test_operators_of_others_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="standard ONNX operators"):
        OnnxModel(of_another_domain(tmp_path / "m.onnx"))


@pytest.mark.parametrize("content", [b"", b"not a model at all", bytes(range(256)) * 8])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="expected an ONNX model"):
        OnnxModel(tmp_path / "m.onnx")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    with pytest.raises(ModelError, match="expected a model of at most"):
        OnnxModel(quadratic(tmp_path / "m.onnx", [1.0, 1.0]))


def test_data_of_another_width_are_named_with_what_the_model_takes(tmp_path: Path) -> None:
    model = OnnxModel(quadratic(tmp_path / "m.onnx", [1.0, 1.0]))
    with pytest.raises(ModelError, match=r"rows of shape 2, as .* takes, got 3 in the data"):
        lieaug.diagnose(model, np.random.default_rng(4).normal(size=(90, 3)), np.arange(90.0), action="vec3")


def test_without_the_extra_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError, match=r'pip install "lieaug\[onnx\]"'):
        OnnxModel(quadratic(tmp_path / "m.onnx", [1.0, 1.0]))
