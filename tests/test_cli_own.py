"""Own data at the command line: a file alone is enough, a check says what may mislead, and data can be kept."""

import json
from pathlib import Path

import numpy as np
import pytest

from lieaug.cli import main
from lieaug.runs import RunStore
from lieaug.tasks.own import Preflight

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    monkeypatch.chdir(tmp_path)
    rows = np.random.default_rng(0).normal(size=(60, 4)).tolist()
    lines = [f"{m},{vx},{vy},{target},{row % 3}" for row, (m, vx, vy, target) in enumerate(rows)]
    Path("steps.csv").write_text("\n".join(["m,vx,vy,target,kind", *lines]))
    atoms = "\n".join(f"2\ne={a} dipole='{a} {b} {c}'\nH 0 0 {a}\nO 1 {b} {c}" for a, b, c, _ in rows)
    Path("molecules.xyz").write_text(atoms)


def queued(capsys: Output, line: str) -> tuple[dict, str]:
    """The configuration that a command line gives, and what it says about it."""
    assert main([*line.split(), "--background"]) == 0
    captured = capsys.readouterr()
    config = RunStore().open(captured.out.strip()).config()
    return config.task.model_dump() | {"action": config.action, "output": config.output}, captured.err


def test_a_table_alone_is_enough(capsys: Output) -> None:
    config, said = queued(capsys, "discover steps.csv --y target")
    assert (config["x"], config["y"]) == (("vx", "vy", "m", "kind"), ("target",))
    assert (config["action"], config["output"]) == ("vec2 + 2*scalar", "invariant")
    assert said.startswith('steps.csv: --x vx,vy,m,kind --y target --action "vec2 + 2*scalar" --output "invariant"\n')
    assert "  vx, vy look like a vector in the plane, by their names.\n" in said


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--y target --x vx,vy", {"x": ("vx", "vy"), "action": "vec2"}),
        ("--y kind --x vx,vy,m", {"x": ("vx", "vy", "m"), "action": "vec2 + scalar", "target": "class"}),
        ("--y target --action vec4", {"x": ("m", "vx", "vy", "kind"), "action": "vec4"}),
        ("--x m,vx --y vy --action 2*vec1 --output vec1", {"x": ("m", "vx"), "action": "2*vec1", "output": "vec1"}),
        ("--y kind --target number", {"target": "number"}),
    ],
)
def test_what_is_said_stays(capsys: Output, options: str, expected: dict) -> None:
    config, _ = queued(capsys, f"discover steps.csv {options}")
    assert {name: config[name] for name in expected} == expected


def test_a_whole_command_line_is_not_commented(capsys: Output) -> None:
    _, said = queued(capsys, "discover steps.csv --x vx,vy --y target --action vec2")
    assert said == ""


def test_molecules_alone_are_enough(capsys: Output) -> None:
    config, said = queued(capsys, "discover molecules.xyz")
    assert (config["y"], config["action"], config["output"]) == (("dipole",), "points3", "vec3")
    assert "dipole has three entries, so that it turns with the molecule" in said
    config, _ = queued(capsys, "discover molecules.xyz --y e")
    assert config["y"] == ("e",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("discover steps.csv --y tarjet", "expected a target of steps.csv, got tarjet; choose from m, vx"),
        ("discover flat.csv", "expected columns that make a vector in flat.csv, got a, b; name them with --x"),
        ("discover words.csv", "expected a target in words.csv, got a, b; name one with --y"),
        ("discover gone.csv", "expected a file at gone.csv, got nothing"),
        ("check gone.csv", "expected a file at gone.csv, got nothing"),
        ("datasets show nothing", "expected the id or name of a saved dataset, got 'nothing'"),
        ("datasets save gone.xyz", "expected a file at gone.xyz"),
    ],
)
def test_what_cannot_be_filled_in_is_one_line(capsys: Output, line: str, message: str) -> None:
    Path("flat.csv").write_text("a,b\n" + "\n".join(f"{i}.5,{i * i}.5" for i in range(60)))
    Path("words.csv").write_text("a,b\n" + "\n".join(f"u{i},v{i}" for i in range(60)))
    assert main(line.split()) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert message in captured.err


def test_a_check_is_a_report_or_json(capsys: Output) -> None:
    assert main(["check", "steps.csv", "--y", "target"]) == 0
    text = capsys.readouterr().out
    assert "note  Rows and split: 60 rows" in text
    assert "ok  Repeated rows: No row is there twice." in text
    assert "Expected time: about" in text
    assert main(["check", "steps.csv", "--y", "target", "--json"]) == 0
    found = Preflight.model_validate_json(capsys.readouterr().out)
    assert found.can_start
    assert main(["check", "molecules.xyz"]) == 0
    assert "Predictor deepsets" in capsys.readouterr().out
    assert main(["check", "oscillator-2d"]) == 0


def test_a_check_that_says_stop_exits_with_two(capsys: Output) -> None:
    Path("steps.csv").write_text(Path("steps.csv").read_text() + "\n1,,2,3,1")
    assert main(["check", "steps.csv", "--y", "target"]) == 2
    assert "--missing drop" in capsys.readouterr().out
    assert main(["check", "steps.csv", "--y", "target", "--missing", "drop"]) == 0
    assert "Rows without a value: 1 of 61 were left out" in capsys.readouterr().out


def test_datasets_are_saved_shown_and_deleted(capsys: Output) -> None:
    assert main(["datasets"]) == 0
    assert "No datasets yet" in capsys.readouterr().out
    assert main(["datasets", "save", "steps.csv", "--name", "My steps"]) == 0
    saved = capsys.readouterr().out.strip()
    assert main(["datasets", "list"]) == 0
    listed = capsys.readouterr().out
    assert saved in listed
    assert "My steps" in listed
    assert main(["datasets", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "My steps"
    assert main(["datasets", "show", saved]) == 0
    assert "Action: vec2 + 2*scalar" in capsys.readouterr().out
    assert main(["datasets", "delete", "My steps"]) == 0
    assert main(["datasets", "show", saved]) == 2
