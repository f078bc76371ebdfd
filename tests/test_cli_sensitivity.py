"""lieaug sensitivity: a table, a sentence, and what was done so far if Ctrl-C comes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lieaug.cli import main
from lieaug.discovery.sensitivity import Sensitivity

Output = pytest.CaptureFixture[str]

TINY = (
    "sensitivity oscillator-2d --rows 200 --preset quick --steps 10 --seeds 1 --batch-size 16 --generators 2 "
    "--device cpu --weight equivariance=0 --factors 1,2"
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Ctrl-C comes when this is called."""

    def interrupt_at(target: str) -> None:
        def stop(*given: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(target, stop)

    return interrupt_at


def test_a_table_and_a_sentence(capsys: Output) -> None:
    assert main([*TINY.split(), "--json", "out.json"]) == 0
    captured = capsys.readouterr()
    found = Sensitivity.from_json(Path("out.json").read_text())
    assert len(found.variations) == 2
    lines = [line.split() for line in captured.out.splitlines()]
    assert ["weight", "factor", "verdict", "dimension", "algebra", "extent", "breaks", "loss", "ratio"] in lines
    for one, start in zip(found.variations, (["(as", "set)", "1"], ["extent", "2"]), strict=True):
        (line,) = (line for line in lines if line[: len(start)] == start)
        assert line[-1] == f"{one.loss_ratio:#.3g}"
        assert one.verdict in " ".join(line)
    assert captured.out.splitlines()[-1] == found.sentence
    assert "1 of 2 (weights as set), warm-up: step" in captured.err
    assert "2 of 2 (extent × 2), verdict: step" in captured.err


def test_ctrl_c_keeps_what_was_done(interrupt: Callable[[str], None], capsys: Output) -> None:
    interrupt("lieaug.discovery.pipeline.Pipeline.restore")  # the second discovery begins with it
    assert main([*TINY.split(), "--json", "-"]) == 130
    captured = capsys.readouterr()
    found = Sensitivity.from_json(captured.out)
    assert len(found.variations) == 1
    assert found.sentence in captured.err
    assert captured.err.splitlines()[-1] == "stopped by Ctrl-C"


def test_ctrl_c_before_anything_was_done(interrupt: Callable[[str], None], capsys: Output) -> None:
    interrupt("lieaug.discovery.sensitivity.load_data")
    assert main([*TINY.split(), "--json", "out.json"]) == 130
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "stopped by Ctrl-C before the first discovery was finished\n"
    assert not Path("out.json").exists()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("two-body --factors 1,x", "--factors: expected numbers separated by commas, got '1,x'; correct it"),
        ("two-body --factors 0", "expected factors above 0, got 0"),
        ("two-body --factors 9999", "expected factors that keep all weights within their limits"),
        ("two-bdy", "did you mean two-body?"),
        ("two-body --factor 2", "expected an option of `lieaug sensitivity`, got --factor; did you mean --factors?"),
        ("two-body --json nowhere/out.json", "expected --json FILE in a folder that can be written"),
        ("gone.npz", "got nothing; check the path"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(line: str, expected: str, capsys: Output) -> None:
    assert main(["sensitivity", *line.split()]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert expected in captured.err


def test_the_options_of_a_discovery_are_there(capsys: Output) -> None:
    assert main(["sensitivity", "--help"]) == 0
    text = capsys.readouterr().out
    for option in ("--factors", "--weights.extent", "--parameterisation", "--stiffness", "--json", "--seeds"):
        assert option in text
    assert "--background" not in text
