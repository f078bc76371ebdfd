"""My data: a trained model beside a file, its answer in words, and what happens if there is none."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import lieaug
from lieaug.errors import ModelError
from lieaug.schema import DiscoveryConfig, ModelDiagnosis
from tests import own_files
from tests.fake_runs import FakeRuns
from tests.pages.test_data import uploaded, words


@pytest.fixture
def app(fake_runs: FakeRuns) -> AppTest:
    return uploaded("lengths.npz", own_files.arrays())


@pytest.fixture(scope="module")
def answer() -> ModelDiagnosis:
    x = np.random.default_rng(0).normal(size=(120, 4)).astype(np.float32)
    names = ["rotation", "shear of x by y"]
    return lieaug.diagnose(
        lambda x: np.hypot(x[:, 0], 1.5 * x[:, 1]), x, np.hypot(x[:, 0], x[:, 1]), action="2*vec2", symmetries=names
    )


def ask(app: AppTest) -> None:
    app.file_uploader(key="own.model").set_value(("mine.onnx", b"model", "application/octet-stream")).run()
    app.button(key="own.ask-model").click().run()
    assert not app.exception


def test_nothing_can_be_asked_without_a_model_and_why_only_onnx_is_said(app: AppTest) -> None:
    assert app.button(key="own.ask-model").disabled
    assert "other formats can run code" in words(app)


def test_model_and_data_stand_side_by_side_with_what_to_do(
    app: AppTest, answer: ModelDiagnosis, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[DiscoveryConfig, str, bytes]] = []

    def answered(home: Any, config: DiscoveryConfig, name: str, content: bytes) -> ModelDiagnosis:
        asked.append((config, name, content))
        return answer

    monkeypatch.setattr("lieaug.ui.own.model.diagnose_upload", answered)
    ask(app)
    ((config, name, content),) = asked
    assert (config.action, name, content) == ("vec4", "mine.onnx", b"model")
    shown = words(app)
    assert "Where they differ" in shown
    assert "he data have rotation, the model does not follow it" in shown
    assert "The model lacks it" in shown
    assert "The data have it" in shown
    (table,) = (table.value for table in app.table if "The model" in table.value.columns)
    assert list(table["Symmetry"]) == ["rotation", "shear of x by y"]
    assert list(table["The data"]) == ["have it", "break it"]


def test_what_is_wrong_is_said_under_the_button(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: Any) -> ModelDiagnosis:
        raise ModelError("expected an ONNX model, got another file; export it")

    monkeypatch.setattr("lieaug.ui.own.model.diagnose_upload", refused)
    ask(app)
    assert "xpected an ONNX model, got another file" in words(app)
    assert not [table for table in app.table if "The model" in table.value.columns]
