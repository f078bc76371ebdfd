"""`lieaug report`: files, words at the terminal, and every way in which it can be asked wrongly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lieaug.cli import main
from lieaug.schema import Card
from tests.fake_runs import FakeRuns


@pytest.fixture
def fake_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeRuns:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "home"))
    return FakeRuns(tmp_path / "home")


def test_it_writes_a_report_and_a_card(fake_runs: FakeRuns, tmp_path: Path) -> None:
    run = fake_runs.make()
    html, card = tmp_path / "out.html", tmp_path / "out.json"
    assert main(["report", run.id, "--html", str(html), "--json", str(card)]) == 0
    assert html.read_text().startswith("<!DOCTYPE html>")
    assert Card.from_json(card.read_bytes()).run == run.id


def test_a_card_goes_to_standard_output(fake_runs: FakeRuns, capsys: pytest.CaptureFixture[str]) -> None:
    run = fake_runs.make()
    fake_runs.make("running")  # newer, but not finished
    assert main(["report", "--json", "-"]) == 0
    assert Card.from_json(capsys.readouterr().out).run == run.id


def test_without_files_it_says_what_is_missing_and_what_to_do(
    fake_runs: FakeRuns, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_runs.make(verdict="not identifiable")
    assert main(["report"]) == 0
    said = capsys.readouterr().out
    assert "What is missing:" in said
    assert "What to do:" in said


def test_the_schema_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Card"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["report"], "expected a finished run"),
        (["report", "nonsense"], "expected the id of a run"),
        (["report", "--html", "/nowhere/x.html"], "expected --html FILE in a folder that can be written"),
    ],
)
def test_mistakes_end_in_one_sentence(
    fake_runs: FakeRuns, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_a_run_at_work_has_no_report(fake_runs: FakeRuns, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", fake_runs.make("running").id]) == 2
    assert "which is running" in capsys.readouterr().err


def test_a_report_needs_neither_torch_nor_the_app() -> None:
    code = (
        "import sys, lieaug.report.html, lieaug.report.card; "
        "print([name for name in ('torch', 'plotly', 'streamlit') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_augmentation_is_written_with_its_card(
    fake_runs: FakeRuns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lieaug import load_augmentation  # brings torch

    run = fake_runs.make()
    monkeypatch.chdir(tmp_path)
    assert main(["augmentation"]) == 0
    assert capsys.readouterr().out.strip() == f"{run.id}.safetensors"
    card = json.loads((tmp_path / f"{run.id}.json").read_text())
    assert load_augmentation(f"{run.id}.safetensors").card.action == card["action"] == "4*vec2"
    assert len(card["data_sha256"]) == 64


def test_without_a_symmetry_there_is_nothing_to_write(fake_runs: FakeRuns, capsys: pytest.CaptureFixture[str]) -> None:
    fake_runs.make(verdict="absent")
    assert main(["augmentation", "--output", "x"]) == 2
    assert "nothing to augment with" in capsys.readouterr().err
