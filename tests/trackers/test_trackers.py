"""What arrives at TensorBoard and MLflow, read back by their own readers."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import numpy as np
import pytest

from lieaug.discovery.snapshot import Snapshot
from lieaug.errors import ConfigError
from lieaug.schema import DiscoveryConfig
from lieaug.trackers import MLflow, TensorBoard, tracker_of
from lieaug.trackers.pictures import heat_map
from tests.fake_results import fake_evidence, fake_result

CONFIG = DiscoveryConfig.parse({"task": {"kind": "two-body"}, "seeds": 2})


def snapshots() -> list[Snapshot]:
    """Two steps of two seeds, and a verdict."""
    result = fake_result(CONFIG, "present")
    terms = {"equivariance": np.array([0.5, 0.25], dtype=np.float32)}
    extents = np.array([[1.0, 2.0], [3.0, 0.5]], dtype=np.float32)
    return [
        Snapshot("warm-up", 1, 10, terms),
        Snapshot("joint training", 5, 10, terms, extents=extents),
        Snapshot("verdict", 10, 10, terms, extents=extents, result=result, evidence=fake_evidence(CONFIG, "present")),
    ]


@pytest.mark.filterwarnings("ignore")
def test_tensorboard_has_seeds_verdict_and_pictures(tmp_path: Path) -> None:
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    track = tracker_of(f"tensorboard:{tmp_path}")
    assert isinstance(track, TensorBoard)
    for snapshot in snapshots():
        track(snapshot)
    log = reader.EventAccumulator(str(tmp_path))
    log.Reload()
    assert [(event.step, event.value) for event in log.Scalars("equivariance/seed_1")] == [
        (1, 0.25),
        (5, 0.25),
        (10, 0.25),
    ]
    assert log.Scalars("extent_2/seed_0")[0].value == 2.0
    tags = log.Tags()
    assert len(tags["images"]) == len(fake_result(CONFIG, "present").generators)
    assert "verdict/text_summary" in tags["tensors"]
    assert any(tag.startswith("held_out_loss_ratio") for tag in tags["scalars"])


@pytest.mark.filterwarnings("ignore")
def test_mlflow_has_seeds_verdict_and_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mlflow = pytest.importorskip("mlflow")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    uri = (tmp_path / "store").as_uri()
    track = tracker_of(f"mlflow:{uri}")
    assert isinstance(track, MLflow)
    for snapshot in snapshots():
        track(snapshot)
    client = mlflow.MlflowClient(tracking_uri=uri)
    run = client.get_run(track.run_id)
    assert run.info.status == "FINISHED"
    assert run.data.tags["lieaug.verdict"] == "present"
    assert [metric.step for metric in client.get_metric_history(track.run_id, "extent_1/seed_1")] == [5, 10]
    assert {artifact.path for artifact in client.list_artifacts(track.run_id)} == {"figures", "result.json"}
    track.close()
    assert client.get_run(track.run_id).info.status == "FINISHED"


@pytest.mark.parametrize("word", ["tensorboard", "wandb:here", ""])
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(ConfigError, match="write one of these"):
        tracker_of(word)


@pytest.mark.parametrize(("name", "make"), [("torch.utils.tensorboard", lambda: TensorBoard("x")), ("mlflow", MLflow)])
def test_without_its_package_a_sentence_says_which_extra(
    name: str, make: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigError, match=r"pip install 'lieaug\["):
        make()


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    line = "import sys, lieaug.trackers; assert not {'torch', 'mlflow', 'tensorboard'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", line], check=True)


def test_colours_are_symmetric_about_zero() -> None:
    pixels = heat_map([[0.0, -1.0], [1.0, 0.0]])
    assert pixels.shape == (80, 80, 3)
    assert (pixels[0, 0] == pixels[-1, -1]).all()
    assert (pixels[0, -1] != pixels[-1, 0]).any()


def test_a_queued_run_refuses_what_is_no_tracker_before_it_is_queued(capsys: pytest.CaptureFixture[str]) -> None:
    from lieaug.cli import main

    assert main(["discover", "two-body", "--background", "--track", "wandb:here"]) == 2
    assert "write one of these" in capsys.readouterr().err


class Client:
    """As much of MLflow's client as a tracker needs; keeps the texts that it is given."""

    def __init__(self, **options: object) -> None:
        self.texts: dict[str, str] = {}

    def log_text(self, run_id: str, text: str, artifact_file: str) -> None:
        self.texts[artifact_file] = text

    def __getattr__(self, name: str) -> MagicMock:
        return MagicMock()


def test_names_of_columns_are_words_and_never_html(monkeypatch: pytest.MonkeyPatch) -> None:
    result = fake_result(CONFIG, "present")
    bad = "<script>alert('x & y')</script>"
    named = result.model_copy(
        update={"generators": [finding.model_copy(update={"name": bad}) for finding in result.generators]}
    )
    client = Client()
    module = SimpleNamespace(MlflowClient=lambda **options: client, entities=MagicMock())
    monkeypatch.setitem(sys.modules, "mlflow", module)
    MLflow()(Snapshot("verdict", 10, 10, {}, result=named, evidence=fake_evidence(CONFIG, "present")))
    pages = [text for name, text in client.texts.items() if name.endswith(".html")]
    assert len(pages) == len(result.generators)
    assert all("&lt;script&gt;" in page and "<script" not in page for page in pages)
