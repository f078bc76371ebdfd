"""One training loop for every arm: joint with a learned augmenter, plain, or with a known augmentation."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.model import AbstractPredictor, Frame, LieAugmenter
from lieaug.schema import ObjectiveWeights
from lieaug.training.objective import Loss, evaluate_terms

PREDICTOR_RATE = 2e-3
DIRECTION_RATE = 1e-2
EXTENT_RATE = 2e-2
PLAIN_LOSS_MEMORY = 0.98


@dataclass(frozen=True)
class Problem:
    """What is learned: scaled tensors on the device, the loss, and how g moves both sides.

    Attributes:
        x: Training inputs.
        y: Training targets.
        loss: Per-example loss.
        action: How g moves inputs.
        output: How g moves targets.
        resolution: Loss difference below which the verdict tells nothing apart, in units of the loss.
        unit_floor: What is added to the plain loss to make the unit in which training counts the data terms.
    """

    x: Shaped[Tensor, "rows ..."]
    y: Shaped[Tensor, "rows ..."]
    loss: Loss
    action: AbstractAction
    output: AbstractAction
    resolution: float
    unit_floor: float

    def draw(
        self, seeds: int, batch: int, rng: torch.Generator
    ) -> tuple[Shaped[Tensor, "seeds batch ..."], Shaped[Tensor, "seeds batch ..."]]:
        """A batch of its own for every seed."""
        rows = torch.randint(len(self.x), (seeds, batch), generator=rng, device=rng.device).to(self.x.device)
        return self.x[rows], self.y[rows]


@dataclass(frozen=True)
class LoopSettings:
    """How an arm is trained."""

    steps: int
    batch: int
    weights: ObjectiveWeights
    anchor: Literal["label", "prediction"] = "label"
    reopen_every: int | None = None


class Arm:
    """A predictor in training with (or without) an augmenter; a step sees 2 x batch views in every arm."""

    def __init__(
        self,
        problem: Problem,
        predictor: AbstractPredictor,
        augmenter: LieAugmenter | None,
        settings: LoopSettings,
        *,
        rng: torch.Generator,
    ) -> None:
        self.problem, self.predictor, self.augmenter = problem, predictor, augmenter
        self.settings, self.rng = settings, rng
        parameters = list(predictor.parameters())
        self.seeds = parameters[0].shape[0]
        self.step_count = 0
        self.plain_loss = torch.full((self.seeds,), math.nan, device=problem.x.device)
        groups: list[dict[str, Any]] = [{"params": parameters, "lr": PREDICTOR_RATE}]
        for name, parameter in augmenter.named_parameters() if augmenter is not None else ():
            rate = EXTENT_RATE if name.endswith("log_extents") else DIRECTION_RATE
            groups.append({"params": [parameter], "lr": rate})
        self.optimiser = torch.optim.Adam(groups, betas=(0.9, 0.99), fused=True)
        self._rates = [group["lr"] for group in groups]

    @property
    def done(self) -> bool:
        return self.step_count >= self.settings.steps

    def step(self) -> dict[str, Float[Tensor, " S"]]:
        """One update of all seeds; returns the unweighted terms by name, detached."""
        self._set_rates()
        total, terms = self._plain() if self.augmenter is None else self._joint(self.augmenter)
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        self.optimiser.step()
        self.step_count += 1
        if self.augmenter is not None and isinstance(self.augmenter.parameterisation, Frame):
            self.augmenter.parameterisation.constrain()
            self._reopen(self.augmenter.parameterisation)
        return terms

    def _plain(self) -> tuple[Tensor, dict[str, Tensor]]:
        x, y = self.problem.draw(self.seeds, 2 * self.settings.batch, self.rng)
        task = self.problem.loss(self.predictor(x), y).mean(dim=1)
        unit = self._track(task)
        return (task / unit).sum(), {"task": task.detach()}

    def _joint(self, augmenter: LieAugmenter) -> tuple[Tensor, dict[str, Tensor]]:
        problem, settings = self.problem, self.settings
        x, y = problem.draw(self.seeds, settings.batch, self.rng)
        terms = evaluate_terms(
            self.predictor,
            augmenter,
            problem.loss,
            problem.output,
            x,
            y,
            anchor=settings.anchor,
            weights=settings.weights,
            rng=self.rng,
        )
        unit = self._track(terms.task)
        return terms.total(settings.weights, unit), terms.detached()

    def _track(self, task: Float[Tensor, " S"]) -> Float[Tensor, " S"]:
        """Follows the plain loss by an exponential average; with the floor, the unit of the data terms."""
        task = task.detach()
        kept = PLAIN_LOSS_MEMORY * self.plain_loss + (1 - PLAIN_LOSS_MEMORY) * task
        self.plain_loss = torch.where(self.plain_loss.isnan(), task, kept)
        return self.plain_loss + self.problem.unit_floor

    def _set_rates(self) -> None:
        """Cosine decay to a hundredth over the arm's steps; directions and extents decay only in the last quarter."""
        done = self.step_count / max(self.settings.steps, 1)
        predictor_factor = 0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2
        late = min(1.0, 4 * (1 - done))
        for index, (group, rate) in enumerate(zip(self.optimiser.param_groups, self._rates, strict=True)):
            group["lr"] = rate * (predictor_factor if index == 0 else late)

    def _reopen(self, frame: Frame) -> None:
        """Now and then, up to half time, gives dead directions another try."""
        every = self.settings.reopen_every
        if every and self.step_count % every == 0 and self.step_count <= self.settings.steps // 2:
            frame.reopen(rng=self.rng)

    def state(self) -> dict[str, Tensor]:
        """Everything that the next step depends on, by flat names."""
        tensors = {f"predictor.{name}": value for name, value in self.predictor.state_dict().items()}
        if self.augmenter is not None:
            tensors |= {f"augmenter.{name}": value for name, value in self.augmenter.state_dict().items()}
        for index, entry in self.optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{index}.{name}": value for name, value in entry.items()}
        tensors |= {"plain_loss": self.plain_loss, "step_count": torch.tensor(self.step_count)}
        return {name: value.detach().clone().contiguous() for name, value in tensors.items()}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continues where `state` was taken."""

        def part(prefix: str) -> dict[str, Tensor]:
            return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}

        self.predictor.load_state_dict(part("predictor."))
        if self.augmenter is not None:
            self.augmenter.load_state_dict(part("augmenter."))
        optimiser = self.optimiser.state_dict()
        entries: dict[int, dict[str, Tensor]] = {}
        for name, value in part("optimiser.").items():
            index, entry = name.split(".")
            entries.setdefault(int(index), {})[entry] = value
        optimiser["state"] = entries
        self.optimiser.load_state_dict(optimiser)
        self.plain_loss = tensors["plain_loss"].to(self.problem.x.device)
        self.step_count = int(tensors["step_count"])
