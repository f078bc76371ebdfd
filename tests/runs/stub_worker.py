"""A worker whose pipeline only pretends to train: quick, deterministic, and obedient to words in `action`.

    python stub_worker.py <run folder>

The action is a list of settings, "delay=0.02 fail=internal at=10": seconds a step, and how to fail at which step.
"""

import errno
import math
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import lieaug.runs.execute
from lieaug.errors import DataError
from lieaug.schema import Discovery, DiscoveryConfig, Evidence, Gallery, StepTrace
from tests.fake_traces import fake_trace


@dataclass(frozen=True)
class StubSnapshot:
    stage: str
    step: int
    total: int
    terms: dict[str, np.ndarray]
    basis: np.ndarray | None = None
    extents: np.ndarray | None = None
    spectrum: np.ndarray | None = None
    result: Discovery | None = None
    evidence: Evidence | None = None
    gallery: Gallery | None = None
    trace: StepTrace | None = None


class StubTensor:
    """As much of a tensor as a checkpoint needs, so that most workers of these tests need not import torch."""

    def __init__(self, value: np.ndarray) -> None:
        self._value = value

    def detach(self) -> "StubTensor":
        return self

    def cpu(self) -> "StubTensor":
        return self

    def numpy(self) -> np.ndarray:
        return self._value


class StubPipeline:
    """Iterates x -> cos(x) + seed, which forgets its history badly enough to tell a wrong resume."""

    def __init__(self, config: DiscoveryConfig) -> None:
        self.stepping = False
        self._config = config
        settings = dict(word.split("=") for word in (config.action or "").split())
        self._delay = float(settings.get("delay", 0))
        self._fail = settings.get("fail")
        self._at = int(settings.get("at", 5))
        self._total = config.steps or 10
        self._step = 0
        self._x = np.array([float(config.seed), 0.5])
        if self._fail == "hang":
            time.sleep(60)
        if self._fail == "data":
            raise DataError("expected at least 50 rows, got 3; add rows")

    @property
    def batch(self) -> int:
        return self._config.batch_size or 64

    def __iter__(self) -> Iterator[StubSnapshot]:
        while self._step < self._total:
            time.sleep(self._delay)
            self._step += 1
            self._x = np.cos(37 * self._x) + self._config.seed
            if self._step == self._at:
                self._break_down()
            yield self._snapshot("warm-up" if self._step <= self._total // 2 else "joint training")
        yield self._snapshot("verdict", self._result())

    def state(self) -> tuple[dict[str, StubTensor], dict[str, Any]]:
        return {"x": StubTensor(self._x), "nothing": StubTensor(np.zeros(0))}, {"step": self._step}

    def restore(self, tensors: dict[str, Any], scalars: dict[str, Any]) -> None:
        self._x, self._step = tensors["x"].numpy(), scalars["step"]

    def _break_down(self) -> None:
        if self._fail == "internal":
            raise ZeroDivisionError("a secret detail")
        if self._fail == "interrupt":
            signal.raise_signal(signal.SIGINT)
        if self._fail == "memory":
            raise MemoryError
        if self._fail == "large" and self.batch > 16:
            raise MemoryError
        if self._fail == "disk":
            raise OSError(errno.ENOSPC, "No space left on device", "somewhere.bin")

    def _snapshot(self, stage: str, result: Discovery | None = None) -> StubSnapshot:
        extents = None if stage == "warm-up" else self._x[:, None] % math.pi
        basis = None if extents is None else np.broadcast_to([[0.0, -1.0], [1.0, 0.0]], (2, 1, 2, 2))
        evidence = result and Evidence(curves=[], null_band=(0.9, 1.1), spectrum_seeds=[], spectrum_directions=[])
        trace = fake_trace(self._step - self._total // 2) if self.stepping and stage == "joint training" else None
        return StubSnapshot(
            stage, self._step, self._total, {"task": self._x}, basis, extents, None, result, evidence, trace=trace
        )

    def _result(self) -> Discovery:
        return Discovery.model_validate(
            {
                "task": self._config.task.label, "action": "4*vec2", "output": "same", "verdict": "present",
                "sentence": "The task is symmetric under rotation.", "dimension": 1, "algebra": "so(2)",
                "closure_residual": 0.0, "spectrum": [0.03], "spectrum_null": 0.05, "seeds": 2,
                "seed_agreement_degrees": 0.1, "steps": self._total, "seconds": 1.0, "device": "cpu", "versions": {},
                "warnings": [],
                "predictor": {"metric": "mse", "with": float(self._x[0]), "without": 1.0},
                "generators": [
                    {
                        "matrix": [[0, -1], [1, 0]], "extent": 3.14, "trained_extent": 3.14, "extent_limit": 3.15,
                        "compact": True, "verdict": "present", "name": "rotation", "reason": "flat",
                        "loss_ratio": 1.0, "loss_ratio_interval": [0.9, 1.1],
                    }
                ],
            }
        )  # fmt: skip


if __name__ == "__main__":
    lieaug.runs.execute.CHECKPOINT_SECONDS = 0.3
    sys.exit(lieaug.runs.execute.main(sys.argv[1:], pipeline=StubPipeline))
