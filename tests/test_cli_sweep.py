"""lieaug sweep, without anybody who starts the runs."""

import json
from pathlib import Path

import pandas as pd
import pytest

from lieaug.cli import main
from lieaug.runs import RunStore

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def start(capsys: Output, *words: str) -> str:
    assert main(["sweep", "start", *words]) == 0
    return capsys.readouterr().out.strip()


def test_every_combination_is_a_run(capsys: Output) -> None:
    sweep = start(capsys, "two-body", "oscillator-2d", "--vary", "anchor=label,prediction", "--vary", "seed=0..2",
                  "--preset", "quick", "--seeds", "2")  # fmt: skip
    configs = [RunStore().open(run.id).config() for run in RunStore().list()]
    assert {(c.task.kind, c.anchor, c.seed) for c in configs} == {
        (kind, anchor, seed)
        for kind in ("two-body", "oscillator-2d")
        for anchor in ("label", "prediction")
        for seed in range(3)
    }
    assert {(c.preset, c.seeds) for c in configs} == {("quick", 2)}
    assert main(["sweep", "show", sweep, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["states"] == {"queued": 12}
    assert {row["task"] for row in shown["rows"]} == {"two-body", "oscillator-2d"}
    assert main(["sweep", "show", "latest"]) == 0
    assert "oscillator-2d · prediction" in capsys.readouterr().out


def test_settings_of_a_task_can_be_varied(capsys: Output) -> None:
    start(capsys, "mnist", "--vary", "rotation=45,180", "--preset", "quick")
    assert sorted(RunStore().open(run.id).config().task.rotation for run in RunStore().list()) == [45, 180]


def test_methods_are_an_axis_as_well(capsys: Output) -> None:
    sweep = start(capsys, "two-body", "--methods", "ours,augerino,liegan", "--preset", "quick")
    assert {RunStore().open(run.id).config().method for run in RunStore().list()} == {"ours", "augerino", "liegan"}
    assert main(["sweep", "show", sweep]) == 0
    assert "two-body · liegan" in capsys.readouterr().out
    assert main(["sweep", "start", "two-body", "--methods", "augerin"]) == 2
    assert "did you mean augerino" in capsys.readouterr().err


def test_stop_resume_grow_and_table(capsys: Output, tmp_path: Path) -> None:
    sweep = start(capsys, "two-body", "--vary", "seed=3,5")
    for words in (["stop", sweep], ["resume", sweep], ["add-seeds", "latest", "2"]):
        assert main(["sweep", *words]) == 0
    assert main(["sweep", "table", sweep]) == 0
    table = pd.read_parquet(tmp_path / f"{sweep}.parquet")
    assert table["seed"].tolist() == [3, 5, 6, 7]
    assert main(["sweep", "table", sweep, "--output", "t.csv"]) == 0
    assert len(pd.read_csv(tmp_path / "t.csv")) == 4
    assert main(["sweep"]) == 0
    assert sweep in capsys.readouterr().out


def test_without_sweeps_the_list_says_how_to_begin(capsys: Output) -> None:
    assert main(["sweep", "list"]) == 0
    assert "No sweeps yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["two-body", "--vary", "anchor"], "expected --vary NAME=VALUE,VALUE, got 'anchor'"),
        (["two-body", "--vary", "ancor=label"], "did you mean anchor?"),
        (["two-body", "--vary", "anchor=label,lable"], "anchor"),
        (["two-body", "--vary", "seed=1", "--seed", "2"], "expected --seed once"),
        (["two-body", "--vary", "seed=0..999999999"], "expected at most 4,096 values"),
        (["two-body", "--vary", "seed=0..3000", "--vary", "anchor=label,prediction"], "expected 1 to 4,096 runs"),
        (["two-boddy"], "did you mean two-body?"),
        (["two-body", "two-body"], "with seed 0 again"),
        (["two-body", "--vary", "rotation=45"], "rotation"),
    ],
)
def test_bad_input_is_one_sentence_and_starts_nothing(capsys: Output, words: list[str], sentence: str) -> None:
    assert main(["sweep", "start", *words]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert RunStore().list() == []


def test_a_table_needs_a_known_ending(capsys: Output) -> None:
    sweep = start(capsys, "two-body")
    assert main(["sweep", "table", sweep, "--output", "t.xlsx"]) == 2
    assert ".parquet or .csv" in capsys.readouterr().err
