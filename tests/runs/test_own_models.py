"""A model from the browser: asked in another process, whose refusals arrive as one sentence."""

from pathlib import Path

import numpy as np
import pytest

from lieaug.errors import ModelError
from lieaug.runs.ask_model import main
from lieaug.runs.home import Home, prepare_home
from lieaug.runs.lock import FileLock
from lieaug.runs.own_models import MODEL, REFUSAL, REFUSED, REQUEST, Request, diagnose_upload
from lieaug.schema import DiscoveryConfig
from tests.onnx_models import quadratic


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return prepare_home(tmp_path / "home")


@pytest.fixture
def config(tmp_path: Path) -> DiscoveryConfig:
    x = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
    np.savez(tmp_path / "data.npz", x=x, y=(x**2).sum(axis=1))
    task = {"kind": "table", "path": str(tmp_path / "data.npz")}
    return DiscoveryConfig.parse({"task": task, "action": "vec2"})


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return quadratic(tmp_path / "even.onnx", [1.0, 1.0]).read_bytes()


def test_the_answer_comes_from_another_process_and_nothing_stays(
    home: Home, config: DiscoveryConfig, content: bytes
) -> None:
    found = diagnose_upload(home, config, "mine.onnx", content)
    verdicts = {finding.name: (finding.model, finding.data) for finding in found.findings}
    assert verdicts["rotation"] == ("present", "present")
    assert verdicts["shear of x by y"] == ("absent", "absent")
    assert found.model == "mine.onnx"
    assert not list(home.path.glob(".model-*"))


def test_a_refusal_is_the_sentence_of_the_library(tmp_path: Path, config: DiscoveryConfig) -> None:
    (tmp_path / MODEL).write_bytes(b"nothing")
    (tmp_path / REQUEST).write_text(Request(config=config, name="mine.onnx").model_dump_json())
    assert main(tmp_path) == REFUSED
    assert "expected an ONNX model, got another file or a damaged one (mine.onnx)" in (tmp_path / REFUSAL).read_text()


def test_a_model_that_does_not_end_is_given_up(home: Home, config: DiscoveryConfig, content: bytes) -> None:
    with pytest.raises(ModelError, match="to answer within"):
        diagnose_upload(home, config, "mine.onnx", content, seconds=0.05)
    assert not list(home.path.glob(".model-*"))


def test_a_process_that_dies_is_said(
    home: Home, config: DiscoveryConfig, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(ModelError, match="ended with 1"):
        diagnose_upload(home, config, "mine.onnx", content)


def test_one_model_is_asked_at_a_time_and_whoever_waits_too_long_is_told(
    home: Home, config: DiscoveryConfig, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lieaug.runs.own_models.TURN_SECONDS", 0.0)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with FileLock(home.base / "models.lock"), pytest.raises(ModelError, match="models of others"):
        diagnose_upload(home, config, "mine.onnx", content)
    with pytest.raises(ModelError, match="ended with 1"):  # the turn is free again
        diagnose_upload(home, config, "mine.onnx", content)
