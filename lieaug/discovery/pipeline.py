"""The discovery: warm-up, spectrum, joint training, comparison, held-out curves, verdict; as an iterator of snapshots.

It is deterministic for a given seed and device, knows no files and no pages, and can be put down between two
snapshots and taken up again.
"""

import copy
import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import (
    Consensus,
    GeneratorCurve,
    Spectrum,
    find_consensus,
    is_candidate,
    spectrum,
    trace_curve,
)
from lieaug.discovery.prepare import Study, prepare
from lieaug.discovery.report import Measurements, report
from lieaug.discovery.snapshot import Snapshot, Stage
from lieaug.model import INITIAL_EXTENT, Frame, LieAugmenter
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import TaskData
from lieaug.training import Arm, LoopSettings

STAGES: tuple[Stage, ...] = ("warm-up", "spectrum", "joint training", "comparison", "held-out curves", "verdict")
SPECTRUM_ROWS = 512
WIDE_EXTENT = 2.0
"""Where directions start that the spectrum sets apart from all others [rad if a rotation]."""


class Pipeline:
    """One discovery. Iterate to run it; the last snapshot holds the result."""

    def __init__(self, config: DiscoveryConfig, data: TaskData | None = None) -> None:
        """Loads, checks and prepares everything; raises a LieAugError if that cannot be done."""
        self.config = config
        self.study: Study = prepare(config, data)
        self.rng = torch.Generator().manual_seed(config.seed)
        self.arms: dict[str, Arm] = {}
        self.spectrum: Spectrum | None = None
        self.stage: Stage = STAGES[0]
        self._terms: dict[str, Tensor] = {}
        self._seconds = 0.0
        self._curve_points = 0
        self._arm("warm-up")

    @property
    def total(self) -> int:
        """Steps of the whole discovery; a generator's held-out curve counts as its snapshots' worth of steps."""
        budget = self.study.budget
        arms = 3 + (self.study.true_basis is not None)
        return budget.warm_up + arms * budget.joint + self.study.generators * budget.snapshot_every

    def __iter__(self) -> Iterator[Snapshot]:
        stages = self._stages()
        while True:
            begun = time.perf_counter()  # anew each time: what the caller does in between, a pause say, is not work
            snapshot = next(stages, None)
            self._seconds += time.perf_counter() - begun
            if snapshot is None:
                return
            yield snapshot

    def _stages(self) -> Iterator[Snapshot]:
        for stage in STAGES[STAGES.index(self.stage) :]:
            self.stage = stage
            match stage:
                case "warm-up":
                    yield from self._train("warm-up")
                case "spectrum":
                    self._measure_spectrum()
                    yield self._snapshot()
                case "joint training":
                    yield from self._train("joint")
                case "comparison":
                    if any(self.shown_extents):
                        yield from self._train("with")
                    yield from self._train("without")
                    if self.study.true_basis is not None:
                        yield from self._train("known")
                case "held-out curves":
                    yield from self._trace_curves()
                case "verdict":
                    yield self._conclude()

    def _train(self, name: str) -> Iterator[Snapshot]:
        arm = self._arm(name)
        while not arm.done:
            self._terms = arm.step()
            if arm.done or arm.step_count % self.study.budget.snapshot_every == 0:
                yield self._snapshot()

    def _arm(self, name: str) -> Arm:
        """The arm of that name, made when it is first asked for; all later arms go on from the warm-up."""
        if name in self.arms:
            return self.arms[name]
        budget = self.study.budget
        steps = budget.warm_up if name == "warm-up" else budget.joint
        settings = LoopSettings(steps, budget.batch, self.config.weights, self.config.anchor)
        if name == "warm-up":
            predictor = self.study.predictor(self.config.seeds, rng=self.rng)
        else:
            predictor = copy.deepcopy(self.arms["warm-up"].predictor)
        makers = {"joint": self._joint_augmenter, "with": self._found_augmenter, "known": self._known_augmenter}
        augmenter = makers[name]() if name in makers else None
        self.arms[name] = Arm(self.study.problem, predictor, augmenter, settings, rng=self.rng)
        return self.arms[name]

    def _joint_augmenter(self) -> LieAugmenter:
        augmenter = LieAugmenter(
            self.study.problem.action,
            self.study.generators,
            seeds=self.config.seeds,
            parameterisation=self.config.parameterisation,
            rng=self.rng,
        ).to(self.study.device)
        assert self.spectrum is not None, "the spectrum is measured before joint training"
        if isinstance(augmenter.parameterisation, Frame):  # free matrices start as published
            k = self.study.generators
            residuals, gap = self.spectrum.residuals[:, :k], self.spectrum.gap[:, None]
            extents = torch.where(residuals < gap, WIDE_EXTENT, INITIAL_EXTENT)
            augmenter.parameterisation.start_from(self.spectrum.coordinates[:, :k], extents)
        return augmenter

    def _measure_spectrum(self) -> None:
        problem, rows = self.study.problem, self.study.held_out.x[:SPECTRUM_ROWS]
        self.spectrum = spectrum(self.arms["warm-up"].predictor, problem.action, problem.output, rows)

    @cached_property
    def consensus(self) -> Consensus:
        """Common generators of all seeds, read off the joint arm once it has been trained."""
        augmenter = self.arms["joint"].augmenter
        assert augmenter is not None, "the joint arm has an augmenter"
        return find_consensus(augmenter.parameterisation.coordinates, augmenter.parameterisation.extents)

    @cached_property
    def matrices(self) -> Float[Tensor, "k n n"]:
        """The common generators as matrices."""
        action = self.study.problem.action
        return action.generator_norm * torch.einsum("kd,dij->kij", self.consensus.coordinates, action.search_space)

    @cached_property
    def shown_extents(self) -> list[float]:
        """How far each common generator is to be put to the test; 0 for those that are not worth one.

        Two witnesses nominate: the extents of the joint training, and the spectrum. Held-out data decide.
        """
        assert self.spectrum is not None, "measured before"
        shown = []
        trained = self.consensus.extents.median(dim=0).values.tolist()
        for matrix, direction, extent in zip(self.matrices, self.consensus.coordinates, trained, strict=True):
            reach = max(extent, WIDE_EXTENT) if self.spectrum.sets_apart(direction) else extent
            shown.append(reach if is_candidate(matrix, reach) else 0.0)
        return shown

    def _found_augmenter(self) -> LieAugmenter:
        """The generators found, frozen: what was nominated, without the directions that were given up."""
        chosen = [index for index, extent in enumerate(self.shown_extents) if extent > 0]
        return self._fixed_augmenter(self.matrices[chosen], torch.tensor(self.shown_extents)[chosen])

    def _known_augmenter(self) -> LieAugmenter:
        basis, truth = self.study.true_basis, self.study.data.truth
        assert basis is not None, "asked for only if the truth is known"
        assert truth is not None, "as above"
        return self._fixed_augmenter(basis, torch.full((len(basis),), truth.extent))

    def _fixed_augmenter(self, basis: Float[Tensor, "k n n"], extents: Float[Tensor, " k"]) -> LieAugmenter:
        seeds = self.config.seeds
        action = self.study.problem.action
        fixed = LieAugmenter.fixed(action, basis.expand(seeds, *basis.shape), extents.expand(seeds, -1))
        return fixed.to(self.study.device)

    def _trace_curves(self) -> Iterator[Snapshot]:
        self.curves = list[GeneratorCurve]()
        arm = self.arms.get("with", self.arms["joint"])
        for index, matrix in enumerate(self.matrices.to(self.study.device)):
            for curve in trace_curve(arm.predictor, self.study.problem, self.study.held_out, matrix):
                if curve is not None:
                    self.curves.append(curve)
                yield self._snapshot()
            self._curve_points = (index + 1) * self.study.budget.snapshot_every

    def _conclude(self) -> Snapshot:
        if not hasattr(self, "curves"):
            for _ in self._trace_curves():
                pass
        assert self.spectrum is not None, "measured before"
        predictors = {name: arm.predictor for name, arm in self.arms.items()}
        measured = Measurements(
            self.consensus, self.matrices, self.shown_extents, self.curves, self.spectrum, predictors
        )
        result, evidence = report(self.config, self.study, measured, seconds=self._seconds)
        return self._snapshot(result=result, evidence=evidence)

    def _snapshot(self, **extra: Any) -> Snapshot:
        joint = self.arms.get("joint")
        augmenter = joint.augmenter if joint is not None else None
        done = sum(arm.step_count for arm in self.arms.values()) + self._curve_points
        return Snapshot(
            stage=self.stage,
            step=self.total if extra else min(done, self.total - 1),
            total=self.total,
            terms={name: _numpy(value) for name, value in self._terms.items()},
            basis=None if augmenter is None else _numpy(augmenter.basis),
            extents=None if augmenter is None else _numpy(augmenter.extents),
            spectrum=None if self.spectrum is None else _numpy(self.spectrum.residuals),
            **extra,
        )

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Tensors and plain values from which `restore` continues; valid between two snapshots."""
        tensors = {f"{name}/{key}": value for name, arm in self.arms.items() for key, value in arm.state().items()}
        tensors["rng"] = self.rng.get_state()
        return tensors, {"stage": self.stage, "arms": list(self.arms), "seconds": self._seconds}

    def restore(self, tensors: dict[str, Tensor], scalars: dict[str, Any]) -> None:
        """Continues where `state` was taken; spectrum and curves, which are quick, are measured anew."""
        self.stage = STAGES[STAGES.index(scalars["stage"])]
        self._seconds = float(scalars["seconds"])
        for name in scalars["arms"]:
            prefix = f"{name}/"
            if name == "joint":
                self._measure_spectrum()
            arm = self._arm(name)
            arm.restore({key[len(prefix) :]: value for key, value in tensors.items() if key.startswith(prefix)})
        self.rng.set_state(tensors["rng"].to(torch.uint8))


def _numpy(tensor: Tensor) -> np.ndarray:
    return tensor.detach().to("cpu", copy=True).numpy()
