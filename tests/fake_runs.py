"""Run folders in every state, written by the run folder's own methods, without any training."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from lieaug.runs.folder import RunFolder
from lieaug.runs.home import prepare_home
from lieaug.runs.liveness import this_host
from lieaug.runs.records import SnapshotArrays
from lieaug.schema import Curve, Discovery, DiscoveryConfig, Evidence, Orbit, RunStatus

SEEDS = 4
TOTAL = 2500
ROTATION = np.array([[0.0, -1.0], [1.0, 0.0]])


class FakeRuns:
    """Writes runs that look like real ones."""

    def __init__(self, home: Path) -> None:
        self.home = prepare_home(home)

    def make(self, state: str = "finished", task: dict[str, Any] | None = None, **settings: Any) -> RunFolder:
        """A run in the given state; everything but a queued one has come as far as its state says."""
        config = DiscoveryConfig.model_validate({"task": task or {"kind": "two-body"}, "preset": "quick", **settings})
        folder = RunFolder.create(self.home.runs, config, title=config.task.title, status=RunStatus())
        share = {"queued": 0.0, "starting": 0.0, "finished": 1.0}.get(state, 0.55)
        for step in range(0, int(share * TOTAL) + 1, 50):
            if share:
                self.write_progress(folder, step)
        if state == "finished":
            folder.write_result(_result(config), _evidence(config))
        message = {"failed": "expected finite inputs, got NaN in row 7; remove that row and start again"}.get(state)
        self.set_state(folder, state, step=int(share * TOTAL), message=message)
        return folder

    def finish(self, folder: RunFolder) -> None:
        """Lets a run come to its verdict."""
        folder.write_result(_result(folder.config()), _evidence(folder.config()))
        self.set_state(folder, "finished", step=TOTAL)

    def set_state(self, folder: RunFolder, state: str, *, step: int = 0, message: str | None = None) -> None:
        own = psutil.Process()
        alive = state in ("starting", "running", "paused")
        folder.write_status(
            RunStatus(
                state=state,
                stage=stage_at(step) if step else None,
                step=step,
                total=TOTAL if step else 0,
                attempt=1,
                pid=own.pid if alive else None,
                process_created=own.create_time() if alive else None,
                host=this_host() if alive else None,
                heartbeat=time.time(),
                elapsed=step / 150,
                eta_seconds=(TOTAL - step) / 150 if state == "running" else None,
                message=message,
            )
        )

    def write_progress(self, folder: RunFolder, step: int) -> None:
        """One row and, every 250 steps, one snapshot; the first generator grows, the others die out."""
        n = _side(folder.config())
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
            basis = np.stack([_directions(n, k, seed, 0.3 * (1 - grown)) for seed in range(SEEDS)])
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


def _side(config: DiscoveryConfig) -> int:
    return 3 if config.task.kind in ("mnist", "oscillator-3d") else 2


def _directions(n: int, k: int, seed: int, noise: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    directions = rng.normal(0, 1, (k, n, n))
    directions[0] = noise * directions[0]
    directions[0, :2, :2] += ROTATION
    if n == 3:
        directions[:, 2] = 0
    return directions * np.sqrt(2) / np.linalg.norm(directions, axis=(1, 2), keepdims=True)


def _verdict(config: DiscoveryConfig) -> tuple[str, float]:
    """The verdict and extent [rad] that the task would really get."""
    task = config.task
    if task.kind == "mnist" and task.rotation < 180:
        return ("approximate", float(np.radians(task.rotation))) if task.rotation else ("absent", 0.3)
    springs = getattr(task, "stiffness", (1.0, 1.0))
    return ("present", float(np.pi)) if len(set(springs)) == 1 and task.kind != "hurricane" else ("absent", 0.25)


def _action(config: DiscoveryConfig) -> str:
    return {"mnist": "image.affine", "oscillator-3d": "2*vec3", "two-body": "4*vec2"}.get(config.task.kind, "2*vec2")


def _result(config: DiscoveryConfig) -> Discovery:
    verdict, extent = _verdict(config)
    matrices = _directions(_side(config), 3, 0, 0.0)
    generators = [
        _finding(matrices[0], "rotation", verdict, extent, 1.01 if verdict == "present" else 1.9),
        _finding(matrices[1], "scaling and shear", "absent", 0.12, 4.2),
        _finding(matrices[2], "shear", "absent", 0.08, 6.3),
    ]
    is_image = config.task.kind == "mnist"
    qualities = (0.968, 0.951, 0.972) if is_image else (2.1e-6, 1.2e-5, 1.9e-6)
    spread = [0.995, 1.0, 1.002, 1.003] if is_image else [0.8, 0.95, 1.1, 1.3]
    return Discovery.model_validate(
        {
            "schema": 1,
            "task": config.task.label,
            "action": _action(config),
            "output": "invariant" if is_image else "same",
            "verdict": verdict,
            "sentence": _sentence(verdict, extent),
            "dimension": int(verdict != "absent"),
            "algebra": "so(2)" if verdict != "absent" else "none",
            "closure_residual": 0.0,
            "generators": generators,
            "spectrum": [0.03, *np.linspace(0.4, 0.9, _side(config) ** 2 - 1)],
            "spectrum_null": 0.08,
            "seeds": SEEDS,
            "seed_agreement_degrees": 0.3,
            "angle_to_truth_degrees": 0.2,
            "predictor": {
                "metric": "accuracy" if is_image else "mse",
                "with": qualities[0],
                "without": qualities[1],
                "known": qualities[2],
                "averaged": qualities[0],
                "with_seeds": [qualities[0] * s for s in spread],
                "without_seeds": [qualities[1] * s for s in spread],
                "known_seeds": [qualities[2] * s for s in spread],
            },
            "steps": TOTAL,
            "seconds": 16.2,
            "device": "cpu",
            "versions": {"lieaug": "0.1.0", "torch": "2.13.0"},
            "warnings": ["The bodies are always opposite, so rotations of single bodies cannot be told apart."],
        }
    )


def _sentence(verdict: str, extent: float) -> str:
    return {
        "present": "This task has a rotation symmetry, all the way round.",
        "approximate": f"This task tolerates rotation up to {np.degrees(extent):.0f}°, and no further.",
        "absent": "No continuous symmetry was found among the motions tried.",
    }[verdict]


def _finding(matrix: np.ndarray, name: str, verdict: str, extent: float, ratio: float) -> dict[str, Any]:
    return {
        "matrix": matrix.tolist(),
        "extent": extent,
        "trained_extent": extent * 0.97,
        "extent_limit": float(np.pi),
        "compact": name == "rotation",
        "verdict": verdict,
        "name": name,
        "reason": f"At its extent the held-out loss is {ratio:g} times the unmoved one.",
        "loss_ratio": ratio,
        "loss_ratio_interval": (ratio * 0.96, ratio * 1.04),
        "extent_seeds": [extent * s for s in (0.95, 1.0, 1.0, 1.02)],
        "loss_ratio_seeds": [ratio] * SEEDS,
    }


def _evidence(config: DiscoveryConfig) -> Evidence:
    _, extent = _verdict(config)
    t = np.linspace(-np.pi, np.pi, 41)
    curves = [_curve(index, t, reach) for index, reach in enumerate((extent, 0.12, 0.08))]
    spectrum = [0.03, *np.linspace(0.4, 0.9, _side(config) ** 2 - 1)]
    return Evidence(
        curves=curves,
        null_band=(0.9, 1.1),
        spectrum_seeds=[[value * s for value in spectrum] for s in (0.9, 1.0, 1.05, 1.1)],
        spectrum_directions=_directions(_side(config), 3, 0, 0.0).tolist(),
        orbit=_orbit(config, t),
    )


def _curve(generator: int, t: np.ndarray, extent: float) -> Curve:
    ratio = 1 + 8 * np.clip(np.abs(t) - extent, 0, None) ** 2
    values = {"loss_ratio": ratio, "low": 0.93 * ratio, "high": 1.08 * ratio, "equivariance_error": 0.1 * (ratio - 1)}
    return Curve(generator=generator, t=t.tolist(), **{name: value.tolist() for name, value in values.items()})


def _orbit(config: DiscoveryConfig, t: np.ndarray) -> Orbit:
    if config.task.kind == "mnist":
        frames = np.stack([_turned_bar(angle) for angle in t])
        return Orbit(kind="image", generator=0, t=t.tolist(), frames=frames.tolist())
    starts = np.array([[1.5, 0.4], [-1.5, -0.4], [-0.1, 0.6], [0.1, -0.6]])
    if _side(config) == 3:
        starts = np.pad(starts[:2], ((0, 0), (0, 1)), constant_values=0.5)
    turns = [_turn(angle, starts.shape[1]) for angle in t]
    return Orbit(kind="vectors", generator=0, t=t.tolist(), frames=[(starts @ turn.T).tolist() for turn in turns])


def _turn(angle: float, n: int) -> np.ndarray:
    turn = np.eye(n)
    turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return turn


def _turned_bar(angle: float, side: int = 28) -> np.ndarray:
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    along, across = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    return np.exp(-((across / 0.15) ** 2)) * (np.abs(along) < 0.7) * (0.6 + 0.4 * (along > 0))
