"""The discovery: warm-up, spectrum, joint training, comparison, held-out curves, verdict; as an iterator of snapshots.

It is deterministic for a given seed and device, knows no files and no pages, and can be put down between two
snapshots and taken up again.
"""

import copy
import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import ImageAction
from lieaug.diagnostics import Consensus, Notes, Spectrum, TwoSample, find_consensus, reach_along
from lieaug.discovery.arms import joint_augmenter, known_augmenter, rung_augmenter, rung_predictors, turning_augmenter
from lieaug.discovery.battery import Battery
from lieaug.discovery.evidence import Weighed, weigh
from lieaug.discovery.gallery import make_gallery
from lieaug.discovery.named import NamedSymmetries
from lieaug.discovery.nomination import Nomination, nominate, nominate_images
from lieaug.discovery.prepare import Study, prepare
from lieaug.discovery.readout import trace_spectrum
from lieaug.discovery.report import Measurements, report
from lieaug.discovery.snapshot import Snapshot, Stage
from lieaug.discovery.trials import Trials
from lieaug.errors import ConfigError
from lieaug.model import AbstractParameterisation, LieAugmenter
from lieaug.schema import Curve, DiscoveryConfig, NamedFinding, StepTrace
from lieaug.tasks import TaskData
from lieaug.training import Arm, LoopSettings, traced_step

STAGES: tuple[Stage, ...] = (
    "warm-up", "spectrum", "joint training", "comparison", "held-out curves", "named symmetries", "verdict",
)  # fmt: skip

LONGEST_WAIT = 1.0
"""Seconds after which a snapshot is due, where steps are slow or the machine is busy: requests and checkpoints wait."""

WEIGHED = ("with", "wider", "fewer")
"""Trials whose verdicts decide what comes next."""

NOTES = "notes/"


class Pipeline:
    """One discovery. Iterate to run it; the last snapshot holds the result."""

    def __init__(self, config: DiscoveryConfig, data: TaskData | None = None) -> None:
        """Loads, checks and prepares everything; raises a LieAugError if that cannot be done."""
        if config.method != "ours":
            raise ConfigError(
                f"expected the method 'ours' for a discovery, got {config.method!r}; "
                "`lieaug discover --method` and lieaug.methods run the others"
            )
        self.config = config
        self.study: Study = prepare(config, data)
        self.rng = torch.Generator().manual_seed(config.seed)
        self.arms: dict[str, Arm] = {}
        self.spectrum: Spectrum | None = None
        self.stage: Stage = STAGES[0]
        self._terms: dict[str, Tensor] = {}
        self._seconds = 0.0
        self._curve_points = 0
        self.stepping = False
        self._trace: StepTrace | None = None
        self.weighed: list[Weighed] = []
        self.findings: list[tuple[NamedFinding, Curve | None]] = []
        self._notes = Notes()
        self._seen = time.monotonic()  # the last snapshot
        self._arm("warm-up")

    @property
    def batch(self) -> int:
        """Examples a step."""
        return self.study.budget.batch

    @property
    def total(self) -> int:
        """The most steps it may take, since trials depend on each other; a curve counts for those between snapshots."""
        budget = self.study.budget
        arms = 6 + (self.study.true_basis is not None)  # joint, without and at most four trials; known
        curves = self.study.generators
        if self.config.battery:
            arms, curves = arms + len(self.battery.names), curves + self.battery.size
        return budget.warm_up + arms * budget.joint + curves * budget.snapshot_every

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
                    yield from self._measure_spectrum("warm-up")
                    self.spectrum = self._spectrum_of("warm-up")
                    yield self._snapshot()
                case "joint training":
                    if self._arm("joint").step_count == 0:
                        yield self._snapshot()  # where a run can wait for its first step
                    yield from self._train("joint")
                case "comparison":
                    yield from self._train("without")
                    yield from self._measure_spectrum("without")
                    yield from self._ask_plain()
                    for name in list(self.arms):  # taken up in the middle of a trial, which decides once it is through
                        yield from self._train(name)
                        yield from self._weigh(name)
                    while (trial := self.trials.next()) is not None:
                        yield from self._train(trial.name)
                        yield from self._weigh(trial.name)
                    if self.study.true_basis is not None:
                        yield from self._train("known")
                case "held-out curves":
                    yield from self._measure()
                case "named symmetries" if self.config.battery:
                    for name in list(self.arms):
                        yield from self._train(name)
                    yield from self._train_named()
                    yield from self._measure_named()
                case "named symmetries":
                    continue
                case "verdict":
                    yield self._conclude()

    def _train(self, name: str) -> Iterator[Snapshot]:
        arm = self._arm(name)
        while not arm.done:
            terms, self._trace = traced_step(arm) if self.stepping and name == "joint" else (arm.step(), None)
            # neither rungs nor candidates are the seeds that a history shows
            self._terms = {} if name == "ladder" or self._is_named(name) else terms
            due = self.stepping or arm.step_count % self.study.budget.snapshot_every == 0
            if due or arm.done or time.monotonic() - self._seen > LONGEST_WAIT:
                yield self._snapshot()

    def _arm(self, name: str) -> Arm:
        """The arm of that name, made when it is first asked for; all later arms go on from the warm-up."""
        if name in self.arms:
            return self.arms[name]
        budget = self.study.budget
        steps = budget.warm_up if name == "warm-up" else budget.joint
        rows: Literal["probe", "training"] = "probe" if name == "joint" else "training"
        alone = name == "joint" and isinstance(self.study.problem.action.inner, ImageAction)
        settings = LoopSettings(steps, budget.batch, self.config.weights, self.config.anchor, rows, alone)
        if name == "warm-up":
            predictor = self.study.predictor(self.config.seeds, rng=self.rng)
        elif self._is_named(name):
            predictor = self.battery.predictors(name)
        elif name == "ladder":
            predictor = rung_predictors(self.study, self.arms["warm-up"].predictor, self.rng)
        else:
            predictor = copy.deepcopy(self.arms["warm-up"].predictor)
        augmenter = self._augmenter(name)
        problem = self.battery.problem(name) if self._is_named(name) else self.study.problem
        self.arms[name] = Arm(problem, predictor, augmenter, settings, rng=self.rng)
        return self.arms[name]

    def _is_named(self, name: str) -> bool:
        return self.config.battery and name in self.battery.names

    def _augmenter(self, name: str) -> LieAugmenter | None:
        if self._is_named(name):
            return self.battery.augmenter(name)
        match name:
            case "warm-up" | "without":
                return None
            case "joint":
                assert self.spectrum is not None, "measured before"
                return joint_augmenter(self.study, self.config, self.spectrum, self.rng)
            case "known":
                return known_augmenter(self.study, self.config.seeds)
        trial = self.trials.next()
        assert trial is not None, "a trial is trained when it is asked for"
        assert trial.name == name, "trials come in one order only"
        if name == "ladder":
            return rung_augmenter(self.study, trial)
        return turning_augmenter(self.study, trial, self.config.seeds, self.rng)

    def _trace_spectrum(self, arm: str) -> Iterator[Spectrum | None]:
        return trace_spectrum(self.study, self.arms[arm].predictor, self._notes.under(f"spectrum, {arm}"))

    def _measure_spectrum(self, arm: str) -> Iterator[Snapshot]:
        """Takes the notes that the spectrum of an arm is made of; one that takes none is quick, and left for later."""
        if isinstance(self.study.problem.action.inner, ImageAction):
            for _ in self._trace_spectrum(arm):
                yield from self._if_due()

    def _spectrum_of(self, arm: str) -> Spectrum:
        *_, found = self._trace_spectrum(arm)
        assert found is not None, "the spectrum comes last"
        return found

    def _weigh(self, trial: str) -> Iterator[Snapshot]:
        """Measures a trial of which the next one depends."""
        if trial in WEIGHED:
            for _ in self.trials.weigh(trial):
                yield from self._if_due()
        if trial == "with":
            yield from self._ask_plain()

    def _ask_plain(self) -> Iterator[Snapshot]:
        """Measures what the choice of the next trial needs of the plain predictor."""
        for _ in self.trials.ask_plain():
            yield from self._if_due()

    def _if_due(self) -> Iterator[Snapshot]:
        """A snapshot, if the last one is long ago."""
        if time.monotonic() - self._seen > LONGEST_WAIT:
            yield self._snapshot()

    # what is cached below is first asked for once the arms that it depends on are through

    @cached_property
    def sharp_spectrum(self) -> Spectrum:
        """Of the plain predictor once it has been trained as long as the others; the warm-up's is coarser."""
        return self._spectrum_of("without")

    @cached_property
    def consensus(self) -> Consensus:
        """Common generators of all seeds, read off the joint arm."""
        return find_consensus(self._learned().coordinates, self._learned().extents)

    @cached_property
    def nomination(self) -> Nomination:
        """Which of the common directions are put to the test."""
        action = self.study.problem.action
        choose = nominate_images if isinstance(action.inner, ImageAction) else nominate
        return choose(self.consensus, self.sharp_spectrum, action.search_space)

    @cached_property
    def trials(self) -> Trials:
        """Which predictors are trained to test them, and what came of it."""
        return Trials(self.study, self.nomination, self.sharp_spectrum, self.arms, self._notes.under("trials"))

    @cached_property
    def battery(self) -> Battery:
        """Which named symmetries are tested, and with which predictors."""
        return Battery(self.study, self.config, self.arms, lambda: self.named.fails())

    @cached_property
    def named(self) -> NamedSymmetries:
        """What came of that."""
        given_up = [step.evidence for step in self._all_weighed() if not step.evidence.tested]
        plain = self.arms["without"].predictor
        notes = self._notes.under("named")
        return NamedSymmetries(self.study, self.battery, plain, self.sharp_spectrum, given_up, self.config.seed, notes)

    def _learned(self) -> AbstractParameterisation:
        augmenter = self.arms["joint"].augmenter
        assert augmenter is not None, "the joint arm has an augmenter"
        return augmenter.parameterisation

    @torch.no_grad()
    def _trained_extents(self) -> Float[Tensor, "S k"]:
        """How far joint training reached along the final directions."""
        learned = self._learned()
        return reach_along(learned.coordinates.cpu(), learned.extents.cpu(), self.trials.coordinates)

    def _measure(self) -> Iterator[Snapshot]:
        """Weighs every direction on the held-out rows."""
        self.weighed = []
        name, share = self.trials.decisive
        for step in weigh(
            self.study,
            self.study.held_out,
            self.arms["without"].predictor,
            self.arms[name].predictor,
            self.trials.coordinates,
            self.trials.tested,
            spectrum=self.sharp_spectrum,
            share=share,
            rng=torch.Generator().manual_seed(self.config.seed),
            notes=self._notes.under("curves"),
        ):
            if step is not None:
                self.weighed.append(step)
            self._curve_points = len(self.weighed) * self.study.budget.snapshot_every
            yield self._snapshot()

    def _all_weighed(self) -> list[Weighed]:
        """The curves; measured anew where a run was put down after them."""
        if not self.weighed:
            for _ in self._measure():
                pass
        return self.weighed

    def _train_named(self) -> Iterator[Snapshot]:
        """Trains one arm after the other; what most of them say decides what is tried over a part of its range."""
        while True:
            if self.battery.is_whole:
                for _ in self.named.judge_all():
                    yield from self._if_due()
            name = self.battery.next()
            if name is None:
                return
            yield from self._train(name)

    def _measure_named(self) -> Iterator[Snapshot]:
        """Measures what each named symmetry does."""
        self.findings = []
        for step in self.named.measure():
            if step is not None:
                self.findings.append(step)
            self._curve_points = (len(self.weighed) + len(self.findings)) * self.study.budget.snapshot_every
            yield self._snapshot()

    def _conclude(self) -> Snapshot:
        self._all_weighed()
        if self.config.battery and not self.findings:
            for _ in self._measure_named():
                pass
        assert self.spectrum is not None, "measured before"
        predictors = {name: arm.predictor for name, arm in self.arms.items()}
        name, _ = self.trials.decisive
        tested, coordinates = self.trials.tested, self.trials.coordinates
        predictors["with"] = predictors[name if tested else "joint"]
        measured = Measurements(
            trained=self._trained_extents(),
            disagreement=self.trials.refined(name)[1] if tested else self.consensus.disagreement,
            matrices=self.study.matrices(coordinates),
            weighed=self.weighed,
            spectrum=self.sharp_spectrum,
            predictors=predictors,
            named=self.findings,
            samples=self._distributions(coordinates),
        )
        result, evidence, order = report(self.config, self.study, measured, seconds=self._seconds)
        gallery = make_gallery(self.study, self.config, measured, order, found=result.dimension > 0)
        return self._snapshot(result=result, evidence=evidence, gallery=gallery)

    def _distributions(self, coordinates: Float[Tensor, "k d"]) -> list[TwoSample]:
        """Whether inputs are symmetric under what was found; with a battery only."""
        limits = [step.evidence.limit for step in self.weighed]
        return self.named.distributions_of(self.study.matrices(coordinates), limits) if self.config.battery else []

    def _snapshot(self, **extra: Any) -> Snapshot:
        self._seen = time.monotonic()
        joint = self.arms.get("joint")
        augmenter = joint.augmenter if joint is not None else None
        done = sum(arm.step_count for arm in self.arms.values()) + self._curve_points
        return Snapshot(
            stage=self.stage,
            step=self.total if extra else min(done, self.total - 1),
            total=self.total,
            terms={name: _numpy(value) for name, value in self._terms.items()},
            basis=None if augmenter is None else _numpy(self.study.in_data_units(augmenter.basis)),
            extents=None if augmenter is None else _numpy(augmenter.extents),
            spectrum=None if self.spectrum is None else _numpy(self.spectrum.residuals),
            trace=self._trace,
            **extra,
        )

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Tensors and plain values from which `restore` continues; valid between two snapshots."""
        tensors = {f"{name}/{key}": value for name, arm in self.arms.items() for key, value in arm.state().items()}
        tensors["rng"] = self.rng.get_state()
        tensors |= {f"{NOTES}{name}": piece for name, piece in self._notes.kept.items()}
        return tensors, {"stage": self.stage, "arms": list(self.arms), "seconds": self._seconds}

    def restore(self, tensors: dict[str, Tensor], scalars: dict[str, Any]) -> None:
        """Continues where `state` was taken; spectra and curves are made anew, from notes where they take long."""
        self.stage = STAGES[STAGES.index(scalars["stage"])]
        self._seconds = float(scalars["seconds"])
        notes = {name.removeprefix(NOTES): piece for name, piece in tensors.items() if name.startswith(NOTES)}
        self._notes.kept.update(notes)
        for name in scalars["arms"]:
            prefix = f"{name}/"
            if name == "joint":
                self.spectrum = self._spectrum_of("warm-up")
            arm = self._arm(name)
            arm.restore({key[len(prefix) :]: value for key, value in tensors.items() if key.startswith(prefix)})
        self.rng.set_state(tensors["rng"].to(torch.uint8))


def _numpy(tensor: Tensor) -> np.ndarray:
    return tensor.detach().to("cpu", copy=True).numpy()
