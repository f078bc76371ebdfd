"""One training loop for every arm: joint with a learned augmenter, plain, or with a known augmentation."""

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.model import AbstractPredictor, Frame, LieAugmenter
from lieaug.schema import ObjectiveWeights
from lieaug.training.objective import Comparator, Loss, Views, evaluate_terms

PREDICTOR_RATE = 2e-3
DIRECTION_RATE = 2e-2
EXTENT_RATE = 8e-2
AUGMENTER_EVERY = 4
"""The augmenter learns at every fourth step; views for the predictor are drawn in one go and carry no gradient, which
makes a joint step little dearer than a plain one."""

ALONE = 0.5
"""How much a direction's own loss counts where generators are learned one at a time, whatever their number."""

POOLED_BATCHES = 2
"""Batches of group elements drawn at a time; each meets several batches of examples."""
HOLD = 0.2
"""Share of the steps for which extents are held at first, until the predictor has seen so wide views.

A predictor that was never shown where a motion leads is bad there, and the extent of a true symmetry would shrink.
"""

PLAIN_LOSS_MEMORY = 0.98
PROBE_LOSS_MEMORY = 0.9


@dataclass(frozen=True)
class Problem:
    """What is learned: scaled tensors on the device, the loss, and how g moves both sides.

    Attributes:
        x: Training inputs.
        y: Training targets.
        probe_x: Inputs that predictors never train on, for the augmenter to learn on. A predictor has memorised its own
            rows to some degree and their moved copies less, which would count against every motion, true or not.
        probe_y: Their targets.
        loss: Per-example loss.
        action: How g moves inputs.
        output: How g moves targets.
        resolution: Loss difference below which the verdict tells nothing apart, in units of the loss.
        unit_floor: What is added to the plain loss to make the unit in which training counts the data terms.
    """

    x: Shaped[Tensor, "rows ..."]
    y: Shaped[Tensor, "rows ..."]
    probe_x: Shaped[Tensor, "probe_rows ..."]
    probe_y: Shaped[Tensor, "probe_rows ..."]
    loss: Loss
    action: AbstractAction
    output: AbstractAction
    resolution: float
    unit_floor: float
    chance: float = math.inf

    def draw(
        self, seeds: int, batch: int, rng: torch.Generator
    ) -> tuple[Shaped[Tensor, "seeds batch ..."], Shaped[Tensor, "seeds batch ..."]]:
        """A batch of its own for every seed."""
        return _draw(self.x, self.y, seeds, batch, rng)

    def draw_probe(
        self, seeds: int, batch: int, rng: torch.Generator
    ) -> tuple[Shaped[Tensor, "seeds batch ..."], Shaped[Tensor, "seeds batch ..."]]:
        """The same from the rows that predictors do not train on."""
        return _draw(self.probe_x, self.probe_y, seeds, batch, rng)


@dataclass(frozen=True)
class LoopSettings:
    """How an arm is trained.

    Attributes:
        steps: Updates of the predictor.
        batch: Examples a step, each once as it is and once moved.
        weights: Of the objective's terms.
        anchor: What moved views are compared with.
        augmenter_rows: Which rows the augmenter learns on. Extents need rows that the predictor has not memorised;
            directions alone are found more exactly on all the others, of which there are more.
        alone: Whether the augmenter learns on views moved along one generator at a time. Images moved along many at
            once are soon beyond recognition; then no extent costs anything any more, and all of them would grow.
        schedule: Which part of the decay the predictor's rate goes through: all of it, unless this is one of several
            stages of one training. A rate that fell to nothing at the end of each would waste most of all but the last.
    """

    steps: int
    batch: int
    weights: ObjectiveWeights
    anchor: Literal["label", "prediction"] = "label"
    augmenter_rows: Literal["probe", "training"] = "probe"
    alone: bool = False
    schedule: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True)
class Drawn:
    """What a step learned from, kept until the next one so that it can be laid open (see `trace`).

    Attributes:
        t: Coefficients of the views.
        views: Examples, and how each was moved.
        terms: Unweighted terms on them.
        unit: By which the data terms are divided.
        total: What the update made smaller.
    """

    t: Float[Tensor, "S batch k"]
    views: Views
    terms: dict[str, Float[Tensor, " S"]]
    unit: Float[Tensor, " S"]
    total: Float[Tensor, ""]


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
        self.seeds = next(predictor.parameters()).shape[0]
        self.comparator = Comparator(problem.loss, problem.output, settings.anchor)
        self.step_count = 0
        self.plain_loss = torch.full((self.seeds,), math.nan, device=problem.x.device)
        self.probe_loss = self.plain_loss.clone()
        self.optimisers = {"predictor": _adam([{"params": list(predictor.parameters()), "lr": PREDICTOR_RATE}])}
        learned = [] if augmenter is None else [(n, p) for n, p in augmenter.named_parameters() if p.requires_grad]
        if learned:
            groups = [{"params": [value], "lr": _rate(name)} for name, value in learned]
            self.optimisers["augmenter"] = _adam(groups)
        self._rates = {name: [group["lr"] for group in o.param_groups] for name, o in self.optimisers.items()}
        self._pool: Float[Tensor, "views S batch n n"] | None = None
        self._pool_t: Float[Tensor, "views S batch k"] | None = None
        self.drawn: dict[Literal["augmenter", "predictor"], Drawn] = {}
        self._terms: dict[str, Float[Tensor, " S"]] = {}

    @property
    def done(self) -> bool:
        return self.step_count >= self.settings.steps

    def carry_on(self, previous: "Arm") -> None:
        """Keeps the optimiser, and the unit of the loss, of an arm that trained the same predictor before.

        A fresh one's first updates are as large as the rate allows, whatever the gradient, and undo part of what the
        predictor had learned.
        """
        self.optimisers["predictor"] = previous.optimisers["predictor"]
        self.plain_loss = previous.plain_loss

    def step(self) -> dict[str, Float[Tensor, " S"]]:
        """One update of all seeds; returns the unweighted terms by name, detached."""
        self._set_rates()
        self.drawn = {}
        if self.augmenter is None:
            total = self._plain()
        else:
            if "augmenter" in self.optimisers and self.step_count % AUGMENTER_EVERY == 0:
                self._learn_augmentation(self.augmenter)
            total = self._augmented(self.augmenter)
        self.optimisers["predictor"].zero_grad(set_to_none=True)
        total.backward()
        self.optimisers["predictor"].step()
        self.step_count += 1
        frame = None if self.augmenter is None else self.augmenter.parameterisation
        if isinstance(frame, Frame) and frame.log_extents.requires_grad:  # given extents may be longer: of an ellipse
            frame.constrain()
        return self._terms

    def _plain(self) -> Float[Tensor, ""]:
        x, y = self.problem.draw(self.seeds, 2 * self.settings.batch, self.rng)
        task = self.problem.loss(self.predictor(x), y).mean(dim=1)
        self._terms = {"task": task.detach()}
        self.plain_loss = _follow(self.plain_loss, task, PLAIN_LOSS_MEMORY)
        return (task / (self.plain_loss + self.problem.unit_floor)).sum()

    def _learn_augmentation(self, augmenter: LieAugmenter) -> None:
        """One step of the augmenter on the whole objective; the predictor stays as it is."""
        problem, settings = self.problem, self.settings
        draw = problem.draw_probe if settings.augmenter_rows == "probe" else problem.draw
        x, y = draw(self.seeds, settings.batch, self.rng)
        t, g = augmenter.draw(settings.batch, rng=self.rng, alone=settings.alone)
        views = Views(x, y, g)
        terms = evaluate_terms(self.predictor, augmenter, self.comparator, views, settings.weights)
        self.probe_loss = _follow(self.probe_loss, terms.task, PROBE_LOSS_MEMORY)
        if settings.alone:
            learned = (1 - self.probe_loss / problem.chance).clamp_min(0)
            terms = replace(
                terms,
                equivariance=ALONE * augmenter.extents.shape[1] * terms.equivariance,
                extent=learned * terms.extent,
            )
        unit = self.probe_loss + problem.unit_floor
        total = terms.total(settings.weights, unit)
        learned = [parameter for parameter in augmenter.parameters() if parameter.requires_grad]
        for parameter, gradient in zip(learned, torch.autograd.grad(total, learned), strict=True):
            parameter.grad = gradient
        self.optimisers["augmenter"].step()
        self._terms = terms.detached()
        shown = Views(x, y, g.detach())
        self.drawn["augmenter"] = Drawn(t.detach(), shown, self._terms, unit, total.detach())

    def _augmented(self, augmenter: LieAugmenter) -> Float[Tensor, ""]:
        """The data terms alone, for the predictor, on views drawn beforehand."""
        problem, batch = self.problem, self.settings.batch
        if self._pool is None or self.step_count % AUGMENTER_EVERY == 0:
            with torch.no_grad():
                t, g = augmenter.draw(POOLED_BATCHES * batch, rng=self.rng)
            self._pool, self._pool_t = _in_batches(g, batch), _in_batches(t, batch)
        x, y = problem.draw(self.seeds, batch, self.rng)
        place = self.step_count % POOLED_BATCHES
        views = Views(x, y, self._pool[place])
        both = torch.cat([x, problem.action.apply(views.g, x)], dim=1)
        task, equivariance = self.comparator(views, *self.predictor(both).split(batch, dim=1))
        self._terms = self._terms | {"task": task.detach(), "equivariance": equivariance.detach()}
        self.plain_loss = _follow(self.plain_loss, task, PLAIN_LOSS_MEMORY)
        unit = self.plain_loss + problem.unit_floor
        total = ((task + self.settings.weights.equivariance * equivariance) / unit).sum()
        if self._pool_t is not None:  # a state of an older version has none
            self.drawn["predictor"] = Drawn(self._pool_t[place], views, self._terms, unit, total.detach())
        return total

    def _set_rates(self) -> None:
        """Cosine decay to a hundredth over the arm's steps; extents, which must be free to grow late, keep their rate.

        Directions must settle: an error of a few hundredths of a radian costs more over a long orbit than reaching far
        is worth, and the extent of a true symmetry would shrink.
        """
        done = self.step_count / max(self.settings.steps, 1)
        begins, ends = self.settings.schedule
        decay = {"augmenter": _settling(done), "predictor": _settling(begins + (ends - begins) * done)}
        for name, optimiser in self.optimisers.items():
            for group, rate in zip(optimiser.param_groups, self._rates[name], strict=True):
                free = min(1.0, 4 * (1 - done)) if done >= HOLD else 0.0
                group["lr"] = rate * (free if rate == EXTENT_RATE else decay[name])

    def state(self) -> dict[str, Tensor]:
        """Everything that the next step depends on, by flat names."""
        tensors = {f"predictor.{name}": value for name, value in self.predictor.state_dict().items()}
        if self.augmenter is not None:
            tensors |= {f"augmenter.{name}": value for name, value in self.augmenter.state_dict().items()}
        for kind, optimiser in self.optimisers.items():
            for index, entry in optimiser.state_dict()["state"].items():
                tensors |= {f"optimiser.{kind}.{index}.{name}": value for name, value in entry.items()}
        tensors |= {f"terms.{name}": value for name, value in self._terms.items()}
        if self._pool is not None:
            tensors["pool"] = self._pool
        if self._pool_t is not None:
            tensors["pool_t"] = self._pool_t
        tensors |= {
            "plain_loss": self.plain_loss,
            "probe_loss": self.probe_loss,
            "step_count": torch.tensor(self.step_count),
        }
        return {name: value.detach().clone().contiguous() for name, value in tensors.items()}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continues where `state` was taken."""
        tensors = {name: value.to(self.problem.x.device) for name, value in tensors.items()}

        def part(prefix: str) -> dict[str, Tensor]:
            return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}

        self.predictor.load_state_dict(part("predictor."))
        if self.augmenter is not None:
            self.augmenter.load_state_dict(part("augmenter."))
        for kind, optimiser in self.optimisers.items():
            state = optimiser.state_dict()
            entries: dict[int, dict[str, Tensor]] = {}
            for name, value in part(f"optimiser.{kind}.").items():
                index, entry = name.split(".")
                entries.setdefault(int(index), {})[entry] = value
            state["state"] = entries
            optimiser.load_state_dict(state)
        self._terms = part("terms.")
        self._pool, self._pool_t = tensors.get("pool"), tensors.get("pool_t")
        self.plain_loss, self.probe_loss = tensors["plain_loss"], tensors["probe_loss"]
        self.step_count = int(tensors["step_count"])


def _adam(groups: list[dict[str, Any]]) -> torch.optim.Adam:
    return torch.optim.Adam(groups, betas=(0.9, 0.99), fused=True)


def _settling(done: float) -> float:
    """What is left of a rate after this share of its decay."""
    return 0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2


def _rate(parameter: str) -> float:
    return EXTENT_RATE if parameter.endswith("log_extents") else DIRECTION_RATE


def _in_batches(drawn: Float[Tensor, "S views ..."], batch: int) -> Float[Tensor, "batches S batch ..."]:
    return drawn.unflatten(1, (POOLED_BATCHES, batch)).transpose(0, 1).contiguous()


def _draw(x: Tensor, y: Tensor, seeds: int, batch: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    rows = torch.randint(len(x), (seeds, batch), generator=rng, device=rng.device)
    rows = rows.to(x.device, non_blocking=True)  # else the loop would wait for a GPU at every draw
    return x[rows], y[rows]


def _follow(average: Float[Tensor, " S"], value: Float[Tensor, " S"], memory: float) -> Float[Tensor, " S"]:
    """Exponential average that starts at its first value."""
    value = value.detach()
    return torch.where(average.isnan(), value, memory * average + (1 - memory) * value)
