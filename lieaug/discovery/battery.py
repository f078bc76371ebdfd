"""The battery: which named symmetries are tested, and the predictors that are trained with them.

Every motion and every mirror gets predictors of its own, all of a sort side by side along the seed axis of one arm,
from the warm-up on and for as many steps as the predictor without augmentation, so that what they bring can be
compared.
What does not hold over its whole range is trained once more over a part of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, ImageAction, VectorAction
from lieaug.diagnostics import (
    NamedSymmetry,
    column_problem,
    component_candidates,
    exchanges,
    named_symmetries,
    parameter_grid,
)
from lieaug.discovery.prepare import Study, matrices_of
from lieaug.lie.catalogue import axis_name
from lieaug.model import AbstractPredictor, FiniteAugmenter, LieAugmenter
from lieaug.schema import DiscoveryConfig, NamedKind
from lieaug.tasks import Table
from lieaug.training import Arm, Problem, Scaling, to_scaled_units

PART = 0.25
"""Share of the full range over which a motion is tried that does not hold over all of it (±45° of a rotation)."""

MOST_MIRRORS = 5
"""Mirrors and inversions that get predictors of their own."""

MODELS_PER_SEED = 5
"""The battery may train about so many predictors for each seed of the discovery, which itself trains five or six."""

MOST_REPLICAS = 2
"""Predictors for each candidate, if there is room: their difference is the error of what a candidate brings."""

IN_PART = "named, in part"
FOUR_VECTOR = ("E", "px", "py", "pz")
"""What the coordinates of a vector of four are called, as boosts take them."""


@dataclass(frozen=True)
class Motion:
    """A named symmetry as it is trained with.

    Attributes:
        symmetry: Its name and generators.
        directions: The generators in the action's search space, each of unit length.
        matrices: The same as matrices in scaled units, of the action's norm.
        limits: The extent that counts as full of each [rad if a rotation].
    """

    symmetry: NamedSymmetry
    directions: Float[Tensor, "m d"]
    matrices: Float[Tensor, "m n n"]
    limits: Float[Tensor, " m"]


@dataclass(frozen=True)
class Element:
    """A mirror or an exchange as it is trained with.

    Attributes:
        name: What it does.
        kind: Which of the two it is.
        matrix: One of the matrices of its problem's action.
    """

    name: str
    kind: NamedKind
    matrix: Float[Tensor, "n n"]


class Battery:
    """Plans the arms of the named symmetries, one after another; asked again after each.

    Args:
        study: The data and the problem.
        config: Seeds, and where column names stand.
        arms: All arms so far; "warm-up" is where the battery's start from.
        fails: Which motions, by place, do not hold over their whole range; asked once their arms are through.
    """

    def __init__(
        self, study: Study, config: DiscoveryConfig, arms: dict[str, Arm], fails: Callable[[], list[int]]
    ) -> None:
        self.study, self.config, self.arms = study, config, arms
        self._fails = fails

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """What the coordinates of vectors are called, if they have names of their own."""
        return axis_names(self.config, self.study.problem.action)

    @cached_property
    def motions(self) -> list[Motion]:
        """All named motions of the action that its search space contains."""
        return named_motions(self.study.problem.action, self.study.x_scaling, self.axes)

    @cached_property
    def mirrors(self) -> list[Element]:
        """Mirrors of every axis, and the inversion of space."""
        action = self.study.problem.action
        nothing = torch.zeros(0, action.n or 0, action.n or 0)
        candidates = component_candidates(action, nothing, rng=torch.Generator())
        wanted = [c for c in candidates if c.name.startswith("mirror") or c.name == "inversion"]
        return [Element(_mirror_name(c.name, action, self.axes), "mirror", c.matrix) for c in wanted[:MOST_MIRRORS]]

    @cached_property
    def exchanges(self) -> list[Element]:
        """Exchanges of equal columns."""
        study = self.study
        scale = None if study.y_scaling is None else study.y_scaling.scale
        found = exchanges(study.problem, study.x_scaling.scale, scale)
        return [Element(exchange.name, "exchange", exchange.matrix) for exchange in found]

    def elements(self, name: str) -> list[Element]:
        """Those of one arm."""
        return {"mirrors": self.mirrors, "exchanges": self.exchanges}.get(name, [])

    def problem(self, name: str) -> Problem:
        """What an arm is trained on: exchanges move columns, all else moves as the action says."""
        return column_problem(self.study.problem) if name == "exchanges" else self.study.problem

    @cached_property
    def names(self) -> list[str]:
        """All arms that may be needed, in the order in which they are trained."""
        sizes = sorted({len(motion.directions) for motion in self.motions})
        finite = [name for name in ("mirrors", "exchanges") if self.elements(name)]
        return [*(f"named, {size} at once" for size in sizes), *finite, *([IN_PART] if self.motions else [])]

    def next(self) -> str | None:
        """The next arm; None if all are through."""
        for name in self.names:
            if name not in self.arms and (name != IN_PART or self.in_part):
                return name
        return None

    @property
    def is_whole(self) -> bool:
        """Whether all that comes before it can be told what is tried in part has been trained."""
        return all(name in self.arms for name in self.names if name != IN_PART)

    @cached_property
    def in_part(self) -> list[int]:
        """The single motions that are tried over a part of their range."""
        return [place for place in self._fails() if len(self.motions[place].directions) == 1]

    def places(self, name: str) -> list[int]:
        """Which motions an arm is trained with, in the order of its predictors."""
        if name == IN_PART:
            return self.in_part
        return [i for i, m in enumerate(self.motions) if name == f"named, {len(m.directions)} at once"]

    def arm_of(self, place: int) -> str:
        """The arm in which a motion has its predictors over its whole range."""
        return f"named, {len(self.motions[place].directions)} at once"

    @cached_property
    def size(self) -> int:
        """How many candidates there are."""
        return len(self.motions) + len(self.mirrors) + len(self.exchanges)

    @cached_property
    def replicas(self) -> int:
        """Predictors for each candidate."""
        room = MODELS_PER_SEED * self.config.seeds // max(self.size, 1)
        return max(1, min(self.config.seeds, MOST_REPLICAS, room))

    def augmenter(self, name: str) -> LieAugmenter:
        """All candidates of an arm, fixed, each for its own predictors."""
        action, again = self.problem(name).action, self.replicas
        if elements := self.elements(name):
            stacked = torch.stack([element.matrix.float() for element in elements])
            return FiniteAugmenter(action, stacked.repeat_interleave(again, dim=0)).to(self.study.device)
        chosen = [self.motions[place] for place in self.places(name)]
        share = PART if name == IN_PART else 1.0
        basis = torch.stack([motion.matrices for motion in chosen]).repeat_interleave(again, dim=0)
        extents = share * torch.stack([motion.limits for motion in chosen]).repeat_interleave(again, dim=0)
        return LieAugmenter.fixed(action, basis, extents).to(self.study.device)

    def predictors(self, name: str) -> AbstractPredictor:
        """One for each candidate and replica, from the warm-up's seeds in turn."""
        warm = self.arms["warm-up"].predictor
        candidates = len(self.elements(name)) or len(self.places(name))
        seeds = next(warm.parameters()).shape[0]
        chosen = torch.arange(self.replicas, device=self.study.device).repeat(candidates) % seeds
        return chosen_seeds(self.study, warm, chosen)

    def predictor_of(self, name: str, index: int) -> AbstractPredictor:
        """The predictors of one candidate of a finished arm."""
        arm = self.arms[name]
        assert arm.done, "what is read off an arm must not change any more"
        own = torch.arange(index * self.replicas, (index + 1) * self.replicas, device=self.study.device)
        return chosen_seeds(self.study, arm.predictor, own)


def named_motions(action: AbstractAction, x_scaling: Scaling, axes: tuple[str, ...]) -> list[Motion]:
    """All named motions of an action that its search space contains.

    Args:
        action: How inputs move.
        x_scaling: Takes inputs to scaled units.
        axes: What the coordinates of vectors are called, if they have names of their own.
    """
    points = x_scaling.points
    centre = points.centre if points is not None and not isinstance(action, ImageAction) else None
    motions = []
    for symmetry in named_symmetries(action, centre, axes):
        scaled = to_scaled_units(action, symmetry.generators, x_scaling)
        coordinates = action.coordinates(scaled.double())
        directions = (coordinates / coordinates.norm(dim=1, keepdim=True)).float()
        matrices = matrices_of(action, directions)
        limits = torch.tensor([parameter_grid(matrix)[1] for matrix in matrices])
        motions.append(Motion(symmetry, directions, matrices, limits))
    return motions


def chosen_seeds(study: Study, predictor: AbstractPredictor, seeds: Tensor) -> AbstractPredictor:
    """A predictor made of some seeds of another one."""
    made = study.predictor(len(seeds), rng=torch.Generator())
    made.load_state_dict({name: value[seeds] for name, value in predictor.state_dict().items()})
    return made


def axis_names(config: DiscoveryConfig, action: AbstractAction) -> tuple[str, ...]:
    """What people call the coordinates of a vector: the columns that the first one is made of, or the task's names."""
    task = config.task
    if not isinstance(task, Table) or not isinstance(action, VectorAction):
        return task.axes
    at = 0
    for term in action.terms:
        if term.size:
            return task.x[at : at + term.size]
        at += term.width
    return ()


def _mirror_name(name: str, action: AbstractAction, axes: tuple[str, ...]) -> str:
    """A mirror of x is one of the axis that x is called by."""
    kind, of, axis = name.partition(" of ")
    size, four = (action.n or 0) - action.homogeneous, ()
    if isinstance(action, VectorAction) and not action.homogeneous:
        size = action.blocks[0].stop
        four = FOUR_VECTOR if size == len(FOUR_VECTOR) else ()
    axes = axes if len(axes) == size else four
    known = {axis_name(place, size): called for place, called in enumerate(axes)}
    return f"{kind}{of}{known.get(axis, axis)}"
