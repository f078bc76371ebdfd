import importlib.util
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from rich.console import Console

from lieaug.cli import main
from lieaug.cli.options import TASKS, option_name, settings, task_settings
from lieaug.cli.progress import progress_display
from lieaug.cli.report import show_discovery
from lieaug.figures.words import rates_sentence
from lieaug.runs import RunStore
from lieaug.schema import Discovery, DiscoveryConfig, verdict_rates
from tests.fake_results import fake_result, values_of_first_version

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Discoveries only pretend to train."""
    path = Path(__file__).parent / "runs" / "stub_worker.py"
    spec = importlib.util.spec_from_file_location("stub_worker", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "stub_worker", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr("lieaug.runs.execute._pipelines", lambda: module.StubPipeline)
    monkeypatch.setattr("lieaug.runs.execute.give_back", lambda seconds: None)  # no waiting for memory
    return module


@pytest.fixture
def started(capsys: Output) -> Callable[..., str]:
    """Queues a run; nobody starts it."""

    def start(*options: str) -> str:
        assert main(["discover", "two-body", *options, "--background"]) == 0
        return capsys.readouterr().out.strip()

    return start


@pytest.mark.parametrize(
    ("line", "expected", "do"),
    [
        ("discover two-bdy", "expected a task (two-body, ", "did you mean two-body?"),
        (
            "discover notes.txt",
            "or a file (.npz, .csv, .tsv, .parquet, .xyz, .extxyz, .zip), got 'notes.txt'",
            "choose one of these",
        ),
        (
            "discover here.txt",
            "expected a file that ends in .npz, .csv, .tsv, .parquet, .xyz, .extxyz, .zip, got here.txt",
            "convert it",
        ),
        ("discover gone.npz", "expected a file that can be read, got gone.npz", "check its name"),
        ("discover two-body --prest quick", "expected an option of `lieaug discover`, got --prest", "mean --preset?"),
        (
            "discover two-body --preset quik",
            "--preset: expected 'quick', 'standard' or 'thorough', got 'quik'",
            "quick?",
        ),
        ("discover two-body --steps 5", "--steps: expected a value greater than or equal to 10, got '5'", "correct it"),
        ("discover two-body --steps many", "--steps: expected a valid integer", "correct it"),
        ("discover two-body --steps", "requires an argument", "correct it"),
        ("discover two-body --orbits 1", "--orbits: expected a value greater than or equal to 20", "correct it"),
        (
            "discover two-body --rotation 3",
            "expected an option of two-body (--orbits, --moments), got --rotation",
            "to mnist",
        ),
        ("discover hurricane --x a", "expected an option of hurricane (--source, --inputs), got --x", "of your own"),
        ("discover mnist --rotation inf", "--rotation: expected a", "correct it"),
        ("discover oscillator-2d --stiffness 1", "--stiffness: expected 2 values separated by commas", "correct it"),
        ("discover oscillator-2d --stiffness 1,x", "--stiffness: expected a valid number", "correct it"),
        ("discover oscillator-2d --stiffness 1,99", "--stiffness: expected a value less than", "correct it"),
        ("discover two-body --weights.extent -1", "--weights.extent: expected a value greater", "correct it"),
        ("discover two-body --weight extend=1", "with a NAME of equivariance, extent", "did you mean extent?"),
        ("discover two-body --weight extent", "expected --weight NAME=VALUE", "got 'extent'"),
        (
            "discover two-body --parameterisation paper --generators 2 --weight orthogonality=0",
            "expected a positive orthogonality weight",
            "raise it or learn one generator",
        ),
        ("discover two-body --json nowhere/out.json", "expected --json FILE in a folder that can be written", "name"),
        ("discover", "Missing argument 'TASK_OR_FILE'", "correct it"),
        ("discver two-body", "No such command 'discver'", "correct it"),
        ("discover two-body three-body", "unexpected extra argument", "correct it"),
        ("runs show 20260101-000000-00000000", "expected the id of a run", "`lieaug runs list` shows them"),
        ("runs show ../../etc", "expected the id of a run", "`lieaug runs list` shows them"),
        ("runs show latest", "got none so far", "start one"),
        ("runs cancel", "Missing argument", "correct it"),
        ("app --port 0", "--port", "correct it"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(capsys: Output, line: str, expected: str, do: str) -> None:
    Path("here.txt").write_text("hello")
    code = main(line.split())
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "expected" in captured.err
    assert "got" in captured.err
    assert expected in captured.err
    assert do in captured.err


def test_an_unwritable_home_is_one_line(home: Path, capsys: Output) -> None:
    home.write_text("a file where the folder should be")
    for line in ("runs list", "discover two-body", "discover two-body --background"):
        assert main(line.split()) == 2
        assert capsys.readouterr().err.startswith("expected a home folder that can be written")


def test_every_field_is_an_option_with_its_limits_and_default(capsys: Output) -> None:
    assert main(["discover", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    fields = dict(settings())
    for task in TASKS.values():
        fields |= task_settings(task)
    for name, field in fields.items():
        assert option_name(name) in text
        assert " ".join((field.description or "?").split()) in text
    assert "(at least 1 and at most 64; default 4)" in text


def test_options_reach_the_configuration(started: Callable[..., str]) -> None:
    options = "--preset quick --seed 3 --seeds 2 --generators 2 --action 4*vec2 --output same --parameterisation paper"
    more = "--anchor prediction --device cpu --steps 20 --batch-size 16 --orbits 30"
    weights = "--weights.extent 0.5 --weight support=2"
    config = RunStore().open(started(*f"{options} {more} {weights}".split())).config()
    assert (config.preset, config.seed, config.seeds, config.generators, config.steps) == ("quick", 3, 2, 2, 20)
    assert (config.action, config.output, config.parameterisation, config.anchor) == (
        "4*vec2",
        "same",
        "paper",
        "prediction",
    )
    assert (config.weights.extent, config.weights.support, config.weights.equivariance) == (0.5, 2.0, 1.0)
    assert (config.batch_size, config.device) == (16, "cpu")
    assert config.task.model_dump()["orbits"] == 30


def test_lists_and_files_reach_the_configuration(capsys: Output) -> None:
    np.savez("mine.npz", x=np.zeros((60, 2)), y=np.zeros((60, 2)))
    assert main(["discover", "oscillator-3d", "--stiffness", "1,2,3", "--background"]) == 0
    assert RunStore().open(capsys.readouterr().out.strip()).config().task.model_dump()["stiffness"] == (1, 2, 3)
    assert main(["discover", "mine.npz", "--x", "a,b", "--y", "c", "--background"]) == 0
    folder = RunStore().open(capsys.readouterr().out.strip())
    task = folder.config().task.model_dump()
    assert (task["kind"], task["x"], task["y"]) == ("table", ("a", "b"), ("c",))
    assert folder.meta().title == "mine.npz"


def test_switches_are_flags(capsys: Output) -> None:
    line = "discover zoo --family so3 --conjugated --no-equivariant --broken 0.1 --background"
    assert main(line.split()) == 0
    task = RunStore().open(capsys.readouterr().out.strip()).config().task.model_dump()
    assert (task["family"], task["conjugated"], task["equivariant"], task["broken"]) == ("so3", True, False, 0.1)


def report(task: dict[str, object], **settings: object) -> str:
    """What the terminal shows of a result."""
    text = io.StringIO()
    config = DiscoveryConfig.model_validate({"task": task, **settings})
    show_discovery(fake_result(config), Console(file=text, width=200))
    return text.getvalue()


def test_a_report_has_the_evidence_in_few_lines() -> None:
    lines = report({"kind": "zoo", "family": "so3", "conjugated": True}).splitlines()
    assert any(line.split() == ["generator", "verdict", "holds", "to", "breaks", "loss", "ratio"] for line in lines)
    assert any("stretch" in line and "±0.12 (0.11 – 0.13)" in line and "43%" in line for line in lines)
    assert (
        "Algebra so(3), conjugated: dimension 3, closure residual 0.004, 0.4° from the nearest closed algebra, "
        "3.1° from what the plain predictor tolerates"
    ) in lines
    assert "Also holds: mirror of x, mirror of y" in lines
    assert "Not decided: mirror of z (only 21% of moved data land among the data; add data there)" in lines


def test_a_report_of_nothing_leaves_out_what_there_is_not() -> None:
    text = report({"kind": "zoo", "family": "none"}, output="learned")
    assert "Algebra" not in text
    assert "holds:" not in text


def test_classes_are_told_apart_the_least_tolerant_first() -> None:
    text = io.StringIO()
    result = fake_result(DiscoveryConfig.model_validate({"task": {"kind": "six-nine"}}))
    show_discovery(result, Console(file=text, width=400))
    (line,) = (line for line in text.getvalue().splitlines() if line.startswith("By class, rotation"))
    extents = {found.name: found.extent for found in result.generators[0].classes}
    first, second = sorted(extents, key=lambda name: extents[name])
    assert line.index(f"{first}: ±") < line.index(f"{second}: ±")


def test_a_result_of_the_first_version_is_shown_with_what_it_has() -> None:
    config = DiscoveryConfig.model_validate({"task": {"kind": "mnist", "rotation": 45}})
    text = io.StringIO()
    show_discovery(
        Discovery.model_validate(values_of_first_version(fake_result(config))), Console(file=text, width=200)
    )
    assert "±45° " in text.getvalue()
    assert " – " in text.getvalue()


@pytest.mark.usefixtures("stub")
def test_a_discovery_in_the_foreground(capsys: Output) -> None:
    assert main(["discover", "two-body", "--steps", "10", "--json", "out.json"]) == 0
    captured = capsys.readouterr()
    assert "The task is symmetric under rotation." in captured.out
    assert "all the way round" in captured.out
    assert "warm-up: step 1 of 10" in captured.err
    folder = RunStore().open("latest")
    assert folder.id in captured.err
    assert folder.status().state == "finished"
    result = Discovery.from_json(Path("out.json").read_text())
    assert result == folder.result()
    assert captured.out.splitlines()[-1] == rates_sentence(result, verdict_rates())


@pytest.mark.usefixtures("stub")
def test_diagnose_is_a_discovery_with_a_battery() -> None:
    assert main(["diagnose", "two-body", "--steps", "10", "--json", "out.json"]) == 0
    config = RunStore().open("latest").config()
    assert config.battery
    assert config.steps == 10
    assert Discovery.from_json(Path("out.json").read_text()).task == "two-body"


def test_named_symmetries_stand_in_a_table_with_advice() -> None:
    result = fake_result(DiscoveryConfig.model_validate({"task": {"kind": "two-body"}, "battery": True}))
    text = io.StringIO()
    show_discovery(result, Console(file=text, width=220))
    for words in ("held", "broken", "−31% (−34% … −28%)", "no (AUC 0.93)", "What to do:", *result.advice):
        assert words in text.getvalue()
    bare = io.StringIO()
    plain = fake_result(DiscoveryConfig.model_validate({"task": {"kind": "two-body"}}))
    show_discovery(plain, Console(file=bare, width=220))
    assert "What to do" not in bare.getvalue()


@pytest.mark.usefixtures("stub")
def test_json_on_standard_output_stands_alone(capsys: Output) -> None:
    assert main(["discover", "two-body", "--steps", "10", "--json", "-"]) == 0
    captured = capsys.readouterr()
    assert Discovery.from_json(captured.out) == RunStore().open("latest").result()
    assert "The task is symmetric under rotation." in captured.err


@pytest.mark.usefixtures("stub")
def test_ctrl_c_keeps_the_run(capsys: Output) -> None:
    assert main(["discover", "two-body", "--steps", "10", "--action", "fail=interrupt"]) == 130
    folder = RunStore().open("latest")
    assert folder.status().state == "cancelled"
    assert f"stopped by Ctrl-C; `lieaug runs resume {folder.id}` continues" in capsys.readouterr().err
    assert main(["runs", "resume", "latest"]) == 0
    assert folder.status().state == "queued"


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize(("fail", "code"), [("data", 2), ("memory", 2), ("disk", 2), ("internal", 1)])
def test_a_failed_discovery_is_one_sentence(capsys: Output, fail: str, code: int) -> None:
    assert main(["discover", "two-body", "--steps", "10", "--action", f"fail={fail}"]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1] == RunStore().open("latest").status().message
    assert "Traceback" not in captured.err


def test_runs_are_listed_and_steered(started: Callable[..., str], capsys: Output) -> None:
    assert main(["runs"]) == 0
    assert "No runs yet" in capsys.readouterr().out
    first, second = started(), started("--seed", "1")
    assert main(["runs", "list"]) == 0
    listed = capsys.readouterr().out
    assert listed.index(second) < listed.index(first)
    assert "queued (2)" in listed
    assert main(["runs", "list", "--json"]) == 0
    assert [run["id"] for run in json.loads(capsys.readouterr().out)] == [second, first]
    assert main(["runs", "cancel", first, "latest"]) == 0
    assert {run.state for run in RunStore().list()} == {"cancelled"}
    assert main(["runs", "cancel", first]) == 2
    assert "which is cancelled" in capsys.readouterr().err
    assert main(["runs", "pause", first]) == 2
    assert main(["runs", "resume", first]) == 0
    assert main(["runs", "delete", first, second]) == 0
    assert RunStore().list() == []
    assert main(["runs", "restore", first]) == 0
    assert [run.id for run in RunStore().list()] == [first]
    capsys.readouterr()
    assert main(["runs", "reindex"]) == 0
    assert capsys.readouterr().out == "1 runs\n"


@pytest.mark.usefixtures("stub")
def test_show_and_export(capsys: Output) -> None:
    main(["discover", "two-body", "--steps", "10"])
    folder = RunStore().open("latest")
    capsys.readouterr()
    assert main(["runs", "show", folder.id]) == 0
    shown = capsys.readouterr().out
    assert "finished, step 10 of 10" in shown
    assert "The task is symmetric under rotation." in shown
    assert main(["runs", "show", "latest", "--json"]) == 0
    everything = json.loads(capsys.readouterr().out)
    result = folder.result()
    assert result is not None
    assert everything["result"] == json.loads(result.to_json())
    assert everything["status"]["state"] == "finished"
    assert main(["runs", "export", "latest"]) == 0
    assert zipfile.is_zipfile(f"{folder.id}.zip")


def test_tasks(capsys: Output) -> None:
    assert main(["tasks"]) == 0
    text = capsys.readouterr().out
    assert main(["tasks", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["task"] for entry in listed] == list(TASKS)
    for entry in listed:
        assert entry["sentence"] in text
        assert entry["expectation"] in text
        assert all(option_name(name) in text for name in entry["options"])


def test_the_app_is_started_or_missed_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr("subprocess.call", lambda command, cwd: calls.append(command) or 3)
    monkeypatch.setattr("pathlib.Path.exists", lambda path: True)
    assert main(["app", "--port", "9000", "--headless"]) == 3
    assert calls[0][1:4] == ["-m", "streamlit", "run"]
    assert calls[0][-4:] == ["--server.port", "9000", "--server.headless", "true"]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["app"]) == 2
    assert "pip install 'lieaug[app]'" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["--help", "runs list", "tasks", "discover --help"])
def test_looking_never_imports_torch(line: str) -> None:
    code = (
        "import sys; from lieaug.cli import main; code = main(sys.argv[1:]);"
        "import lieaug.runs.supervisor, lieaug.runs.execute; assert 'torch' not in sys.modules; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, *line.split()], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_module_is_the_program() -> None:
    command = [sys.executable, "-m", "lieaug", "discover", "two-bdy"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=dict(os.environ))
    assert done.returncode == 2
    assert done.stderr.startswith("expected a task")


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere(stub: ModuleType, terminal: bool) -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=120)
    with progress_display(console, "two-body") as show:
        for step in range(1, 101):
            stage = "warm-up" if step < 50 else "joint training"
            show(stub.StubSnapshot(stage, step, 100, {}, extents=np.array([[0.1, 2.0], [0.3, 1.0]])))
    if terminal:
        assert "two-body: joint training, extents 1.50 0.20" in text.getvalue()
    else:
        assert text.getvalue().splitlines() == [
            "warm-up: step 1 of 100, extents 1.50 0.20",
            "joint training: step 50 of 100, extents 1.50 0.20",
        ]
