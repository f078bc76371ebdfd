"""lieaug diagnose --model: a table, what to do, JSON, and one line for every mistake."""

import json
from pathlib import Path

import numpy as np
import pytest

from lieaug.cli import main
from lieaug.schema import ModelDiagnosis
from tests.onnx_models import quadratic

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    x = np.random.default_rng(0).normal(size=(400, 2)).astype(np.float32)
    np.savez("test.npz", x=x, y=(x**2).sum(axis=1))
    np.savetxt("test.csv", np.c_[x, (x**2).sum(axis=1)], delimiter=",", header="px,py,energy", comments="")
    quadratic(Path("even.onnx"), [1.0, 1.0])
    quadratic(Path("uneven.onnx"), [1.0, 1.5])


def test_a_model_against_its_data(capsys: Output) -> None:
    asked = ["diagnose", "--data", "test.npz", "--action", "vec2", "--symmetry", "rotation"]
    assert main([*asked, "--symmetry", "shear of x by y", "--model", "even.onnx", "--json", "-"]) == 0
    captured = capsys.readouterr()
    found = ModelDiagnosis.from_json(captured.out)
    assert [(one.model, one.data) for one in found.findings] == [("present", "present"), ("absent", "absent")]
    assert (found.model, found.rows, found.action) == ("even.onnx", 400, "vec2")
    assert json.loads(captured.out)["schema"] == 1
    (line,) = (line for line in captured.err.splitlines() if line.split()[:1] == ["rotation"])
    assert line.split()[-1] == "×1"
    assert "has it" in line
    assert "Where they differ" not in captured.err


def test_where_they_differ_is_said(capsys: Output) -> None:
    options = ["--model", "uneven.onnx", "--symmetry", "rotation"]
    assert main(["diagnose", "test.csv", "--x", "px,py", "--y", "energy", "--action", "vec2", *options]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "judged through the errors of this model" in shown
    assert "it differs from the data in 1 of 1" in shown
    assert "the data have rotation, the model does not follow it" in shown


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--model m.pt --data test.npz", "could run any code"),
        ("--model none.onnx --data test.npz", "which is not there"),
        ("--model even.onnx", "expected one task or file of data, got none"),
        ("test.npz --data test.npz --model even.onnx", "expected one task or file"),
        ("--model even.onnx --data test.npz --steps 10", "got --steps"),
        ("--model even.onnx --data test.npz --background", "without --background"),
        ("--model even.onnx --data test.npz --symmetry boost", "expected symmetries of 'vec2'"),
        ("test.npz --symmetry rotation", "beside --model"),
    ],
)
def test_every_mistake_is_one_line(line: str, words: str, capsys: Output) -> None:
    assert main(["diagnose", *line.split(), "--action", "vec2"]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
