"""A method as a run: its own models, seed by seed, then plain ones to compare with; as an iterator of snapshots.

It can be put down between two snapshots. Models that are through are kept; one in the middle of its training starts
anew when the run is taken up again, and as each has a random source of its own, it ends with the same numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from lieaug.discovery.prepare import Study, prepare
from lieaug.methods.base import Fitted, Method, Progress, fit
from lieaug.methods.outcome import method_result, model_of
from lieaug.methods.registry import METHODS
from lieaug.methods.stepwise import stepwise
from lieaug.schema import METHOD_STAGES, DiscoveryConfig, Evidence, Gallery, MethodModel, MethodResult, StepTrace
from lieaug.tasks import TaskData

_, METHOD, WITHOUT = METHOD_STAGES


@dataclass(frozen=True)
class MethodSnapshot:
    """The state after some step; as of a discovery, with what a method has of it.

    Attributes:
        stage: One of `METHOD_STAGES`.
        step: Steps done, over all models.
        total: Steps of the whole run.
        basis: Generators of the model in training, or of the last one that is through, in the data's own units.
        extents: Their extents [rad if a rotation].
        result: What came out, on the last snapshot only.
    """

    stage: str
    step: int
    total: int
    basis: Float[ndarray, "S k n n"] | None = None
    extents: Float[ndarray, "S k"] | None = None
    result: MethodResult | None = None
    terms: dict[str, Float[ndarray, " S"]] = field(default_factory=dict)
    spectrum: Float[ndarray, "S d"] | None = None
    evidence: Evidence | None = None
    gallery: Gallery | None = None
    trace: StepTrace | None = None


class MethodPipeline:
    """One method on one task. Iterate to run it; the last snapshot holds the result."""

    def __init__(self, config: DiscoveryConfig, data: TaskData | None = None) -> None:
        """Loads, checks and prepares everything; raises a LieAugError if that cannot be done."""
        self.config = config
        self.study: Study = prepare(config, data)
        self.stepping = False
        own = self.study.budget
        self._steps = own.warm_up + own.joint
        stages = {"none": WITHOUT} if config.method == "none" else {config.method: METHOD, "none": WITHOUT}
        self._trainings = [
            (method, stage, config.seed + model) for method, stage in stages.items() for model in range(config.seeds)
        ]
        self._models: list[MethodModel] = []  # those that are through, in this order

    @property
    def batch(self) -> int:
        """Examples a step."""
        return self.study.budget.batch

    @property
    def total(self) -> int:
        """Steps of all trainings; what a method does beside its predictor counts with its predictor's steps."""
        return self._steps * len(self._trainings)

    def __iter__(self) -> Iterator[MethodSnapshot]:
        for method, stage, seed in self._trainings[len(self._models) :]:
            yield from self._train(METHODS[method], stage, seed)
        own, plain = self._models[: self.config.seeds], self._models[-self.config.seeds :]
        result = method_result(self.config, self.study, plain, own, steps=self._steps)
        yield MethodSnapshot(self._trainings[-1][1], self.total, self.total, result=result)

    def _train(self, method: Method, stage: str, seed: int) -> Iterator[MethodSnapshot]:
        """One model; it counts once it is through."""
        before, seen = self._steps * len(self._models), _Seen(self.study)
        training = stepwise(lambda report: fit(method, self.study, seed=seed, progress=seen.telling(report)))
        while True:
            try:
                done, of = next(training)
            except StopIteration as end:
                fitted: Fitted = end.value
                break
            yield MethodSnapshot(stage, before + round(self._steps * done / of), self.total, *seen.last)
        self._models.append(model_of(fitted, seed))
        if len(fitted.generators):
            seen.see(fitted.generators, fitted.extents)
        yield MethodSnapshot(stage, before + self._steps, self.total, *seen.last)

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Plain values from which `restore` continues; valid between two snapshots."""
        return {}, {"models": [model.model_dump(mode="json") for model in self._models]}

    def restore(self, tensors: dict[str, Tensor], scalars: dict[str, Any]) -> None:
        """Continues after the models that were through when `state` was taken."""
        self._models = [MethodModel.model_validate(model) for model in scalars["models"]]


class _Seen:
    """Progress that remembers the motions that it was shown last, as snapshots have them."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._report: Progress = lambda done, total: None
        self.last: tuple[Float[ndarray, "S k n n"] | None, Float[ndarray, "S k"] | None] = (None, None)

    def telling(self, report: Progress) -> "_Seen":
        """The same, which tells how far it is."""
        self._report = report
        return self

    def __call__(self, done: int, total: int) -> None:
        self._report(done, total)

    @torch.no_grad()
    def see(self, basis: Float[Tensor, "k n n"], extents: Float[Tensor, " k"]) -> None:
        matrices = self._study.in_data_units(basis[None])
        self.last = matrices.to("cpu", copy=True).numpy(), extents[None].to("cpu", copy=True).numpy()
