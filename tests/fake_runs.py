"""Run folders in every state, written by the run folder's own methods, without any training."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from lieaug.runs.folder import RunFolder
from lieaug.runs.home import prepare_home
from lieaug.runs.liveness import process_created, this_host
from lieaug.runs.records import SnapshotArrays
from lieaug.schema import METHOD_CARDS, METHOD_STAGES, DiscoveryConfig, RunStatus
from tests.fake_gallery import fake_gallery
from tests.fake_results import (
    SEEDS,
    TOTAL,
    directions,
    fake_evidence,
    fake_method_result,
    fake_result,
    matrix_size,
    values_of_first_version,
)
from tests.fake_traces import fake_trace


class FakeRuns:
    """Writes runs that look like real ones."""

    def __init__(self, home: Path) -> None:
        self.home = prepare_home(home)

    def make(
        self,
        state: str = "finished",
        task: dict[str, Any] | None = None,
        *,
        verdict: str | None = None,
        old: bool = False,
        **settings: Any,
    ) -> RunFolder:
        """A run in the given state; everything but a queued one has come as far as its state says.

        Args:
            state: How it stands.
            task: The task's settings.
            verdict: Of a finished run; default: what the task would really get.
            old: Whether its result is one of the first version, with less evidence.
            **settings: Further settings of the configuration.
        """
        config = DiscoveryConfig.model_validate({"task": task or {"kind": "two-body"}, "preset": "quick", **settings})
        title = config.task.title
        if config.method != "ours":
            title = f"{title}, by {METHOD_CARDS[config.method].title}"
        folder = RunFolder.create(self.home.runs, config, title=title, status=RunStatus())
        share = {"queued": 0.0, "starting": 0.0, "finished": 1.0}.get(state, 0.55)
        for step in range(0, int(share * TOTAL) + 1, 50):
            if share:
                self.write_progress(folder, step)
        if state == "finished" and config.method != "ours":
            folder.write_result(fake_method_result(config), None)
        elif state == "finished":
            result = fake_result(config, verdict)
            gallery = None if old else fake_gallery(config, result)
            folder.write_result(result, fake_evidence(config, verdict), gallery)
            if old:
                (folder.path / "result.json").write_text(json.dumps(values_of_first_version(result)))
                bare = fake_evidence(config, verdict).model_copy(update={"grounds": []})
                (folder.path / "evidence.json").write_text(bare.to_json())
        message = {"failed": "expected finite inputs, got NaN in row 7; remove that row and start again"}.get(state)
        self.set_state(folder, state, step=int(share * TOTAL), message=message)
        return folder

    def stepped(self, config: DiscoveryConfig, title: str, step: int = 301) -> RunFolder:
        """A run that waits in joint training, stepped by hand so far."""
        folder = RunFolder.create(self.home.runs, config, title=title, status=RunStatus())
        for written in range(0, 1201, 50):
            self.write_progress(folder, written)
        folder.write_trace(fake_trace(step))
        folder.request("pause")
        self.set_state(folder, "paused", step=1200)
        return folder

    def _write_method_progress(self, folder: RunFolder, step: int) -> None:
        """A row, and the generator of a model that is through every 1000 steps."""
        stage = METHOD_STAGES[1 + (step >= TOTAL // 2)]
        folder.append_metrics(
            {"attempt": 1, "step": step, "total": TOTAL, "stage": stage, "elapsed": step / 150, "terms": {},
             "extents": []}
        )  # fmt: skip
        if step and step % 1000 == 0:
            basis = directions(matrix_size(folder.config()), 1, 0, 0.0)[None].astype(np.float32)
            folder.write_snapshot(SnapshotArrays(step, stage, basis, np.full((1, 1), 1.5, np.float32), None))

    def finish(self, folder: RunFolder) -> None:
        """Lets a run come to its verdict, or to what its method gives."""
        config = folder.config()
        if config.method == "ours":
            result = fake_result(config)
            folder.write_result(result, fake_evidence(config), fake_gallery(config, result))
        else:
            folder.write_result(fake_method_result(config), None)
        self.set_state(folder, "finished", step=TOTAL)

    def set_state(self, folder: RunFolder, state: str, *, step: int = 0, message: str | None = None) -> None:
        own = psutil.Process()
        alive = state in ("starting", "running", "paused")
        folder.write_status(
            RunStatus(
                state=state,
                stage=self._stage(folder, step) if step else None,
                step=step,
                total=TOTAL if step else 0,
                attempt=1,
                pid=own.pid if alive else None,
                process_created=process_created(own.pid) if alive else None,
                host=this_host() if alive else None,
                heartbeat=time.time(),
                elapsed=step / 150,
                eta_seconds=(TOTAL - step) / 150 if state == "running" else None,
                message=message,
            )
        )

    def _stage(self, folder: RunFolder, step: int) -> str:
        ours = folder.config().method == "ours"
        return stage_at(step) if ours else METHOD_STAGES[1 + (step >= TOTAL // 2)]

    def write_progress(self, folder: RunFolder, step: int) -> None:
        """One row and, every 250 steps, one snapshot; the first generator grows, the others die out."""
        config = folder.config()
        if config.method != "ours":
            self._write_method_progress(folder, step)
            return
        n = matrix_size(config)
        k = 3
        rng = np.random.default_rng(step)
        warm = step < 600
        grown = 1 - np.exp(-max(step - 600, 0) / 500)
        extents = np.array([np.pi * grown + 0.1, *(0.5 - 0.4 * grown) * np.ones(k - 1)]) + 0.05 * rng.random((SEEDS, k))
        decay = np.exp(-step / 500) * (1 + 0.3 * rng.random(SEEDS))
        terms = {"task": 0.5 * decay + 1e-4}
        if not warm:
            terms |= {"equivariance": 0.8 * decay + 2e-4, "extent": -np.log(extents).sum(axis=1)}
        folder.append_metrics(
            {
                "attempt": 1,
                "step": step,
                "total": TOTAL,
                "stage": stage_at(step),
                "elapsed": step / 150,
                "terms": {name: values.tolist() for name, values in terms.items()},
                "extents": [] if warm else extents.tolist(),
            }
        )
        if step % 250 == 0 and step >= 500:
            basis = np.stack([directions(n, k, seed, 0.3 * (1 - grown)) for seed in range(SEEDS)])
            spectrum = np.sort(np.concatenate([[0.03], np.linspace(0.4, 0.9, n * n - 1)]))
            folder.write_snapshot(
                SnapshotArrays(
                    step,
                    stage_at(step),
                    None if warm else basis.astype(np.float32),
                    None if warm else extents.astype(np.float32),
                    np.tile(spectrum, (SEEDS, 1)).astype(np.float32),
                )
            )


def stage_at(step: int) -> str:
    bounds = ((600, "warm-up"), (700, "spectrum"), (1900, "joint training"), (2300, "comparison"))
    return next((name for end, name in bounds if step < end), "held-out curves")
