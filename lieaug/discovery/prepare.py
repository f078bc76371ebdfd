"""From a configuration to tensors on a device: load, check, split, scale, and build the predictor."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import (
    AbstractAction,
    ImageAction,
    PointsAction,
    VectorAction,
    parse_actions,
    split_generators,
)
from lieaug.diagnostics import CommonPart, HeldOut, fit_bulk, fit_common, plain_losses
from lieaug.discovery.budget import Budget, budget_for
from lieaug.errors import ActionError, ConfigError, DataError, DeviceError
from lieaug.lie import affine_ones, closure_residual, closure_within, principal_angles, traceless
from lieaug.model import AbstractPredictor, DeepSets, Mlp, StridedCnn
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table, TaskData
from lieaug.tasks.base import PredictorKind
from lieaug.tasks.checks import check_clouds, check_data, scale_warnings
from lieaug.training import Loss, Problem, Scaling, fit_scaling, to_data_units, to_scaled_units, vector_columns

HELD_OUT_SHARE = 0.1
"""Share of the training rows on which the verdict is made."""

PROBE_SHARE = 0.1
"""Share of the training rows on which extents are learned and trials are chosen."""

FEWEST_HELD_OUT = 200
"""Rows that the verdict should rest on, as far as a fifth of the data goes."""

MOST_TEST_ROWS = 4000
"""Test rows on which gains are measured."""

FEWEST_ROWS = 8
"""Rows that are held out however few there are, so that there is something to measure on."""

RESOLUTION = 1e-3
"""Share of the chance loss below which regression losses are not told apart (3 % of a standard deviation)."""

LEAST_TELLING = 10 * RESOLUTION
"""Share of the chance loss that the plain predictor counts as explaining beyond what all motions have in common, at
least: a tenth of less would not be told apart."""

CLASSIFICATION_RESOLUTION = 0.2
"""The same for class labels: a confident classifier loses almost nothing on what it knows and much on a few others."""

REGRESSION_UNIT_FLOOR = 2.5e-3
CLASSIFICATION_UNIT_FLOOR = 3.5
"""Shares of the chance loss added to the plain loss to make training's unit.

Without a floor the reward for reaching far would fade as the plain loss goes to zero, and true symmetries would shrink
to the range that is fitted best. Cross entropy needs a large one: a confident classifier loses almost nothing on what
it knows and many times chance on what it does not.
"""


@dataclass(frozen=True)
class Study:
    """Everything that a discovery works on.

    Attributes:
        data: The task's arrays.
        problem: Scaled training tensors on the device.
        held_out: Scaled rows of the training set that no arm trains on; the verdict is made here.
        test: Scaled test rows; predictors are compared here.
        x_scaling: Takes inputs to what the predictor sees.
        y_scaling: The same for targets; None for class labels.
        generators: How many generators to learn.
        budget: How long to train.
        device: Where tensors live.
    """

    data: TaskData
    problem: Problem
    held_out: HeldOut
    test: HeldOut
    x_scaling: Scaling
    y_scaling: Scaling | None
    generators: int
    budget: Budget
    device: torch.device

    def predictor(self, seeds: int, *, rng: torch.Generator) -> AbstractPredictor:
        """A fresh predictor that knows nothing of the action."""
        x, inner = self.problem.x, self.problem.action.inner
        model: AbstractPredictor
        if isinstance(inner, ImageAction):
            model = StridedCnn((x.shape[1], x.shape[2]), self.outputs, seeds=seeds, rng=rng)
        elif isinstance(inner, PointsAction):
            model = DeepSets(inner.size, x.shape[2], self.outputs, seeds=seeds, rng=rng)
        else:
            model = Mlp(x.shape[1], self.outputs, seeds=seeds, rng=rng)
        return model.to(x.device)

    @cached_property
    def few_tests(self) -> HeldOut:
        """Test rows, at most so many that they can be moved time and again."""
        every = max(1, -(-len(self.test.x) // MOST_TEST_ROWS))
        groups = self.test.groups
        return HeldOut(self.test.x[::every], self.test.y[::every], groups=None if groups is None else groups[::every])

    @cached_property
    def unseen(self) -> HeldOut:
        """All rows that no predictor has seen: what is broken by little shows on many rows only."""
        held, test = self.held_out, self.few_tests
        groups = None if held.groups is None or test.groups is None else torch.cat([held.groups, test.groups])
        return HeldOut(torch.cat([held.x, test.x]), torch.cat([held.y, test.y]), held.bulk, groups)

    @property
    def outputs(self) -> int:
        """Width of predictions: target columns, or classes."""
        if self.data.kind == "regression":
            return self.problem.y.shape[1]
        return int(max(self.data.y_train.max(), self.data.y_test.max())) + 1

    @cached_property
    def true_basis(self) -> Float[Tensor, "k n n"] | None:
        """The known symmetry in the action's matrices, in scaled units, or None.

        Where every vector has a block of its own, it stands in all of them. Of what an action on images cannot do,
        nothing is left: of homographies the affine ones.
        """
        action = self.problem.action
        if self.data.truth is None or action.inner is not action:
            return None
        basis = torch.as_tensor(self.data.truth.basis, dtype=torch.float32)
        if isinstance(action, VectorAction) and {b.stop - b.start for b in action.blocks} == {basis.shape[-1]}:
            blocks = [torch.block_diag(*[generator] * len(action.blocks)) for generator in basis]
            basis = torch.stack(blocks) if blocks else torch.zeros(0, action.n or 0, action.n or 0)
        if isinstance(action, ImageAction):
            basis = traceless(basis) if action.projective else affine_ones(basis)
        return to_scaled_units(action, basis, self.x_scaling) if len(basis) and basis.shape[-1] == action.n else None

    def matrices(self, coordinates: Float[Tensor, "k d"]) -> Float[Tensor, "k n n"]:
        """Generators from directions in the action's search space."""
        return matrices_of(self.problem.action, coordinates)

    def angle_between(self, a: Float[Tensor, "j n n"], b: Float[Tensor, "k n n"]) -> float:
        """Largest principal angle between two spans of generators, in the measure of the search space [rad].

        For vectors and points that is of matrix entries, for images of how far they move what is drawn.
        """
        action = self.problem.action
        if isinstance(action, ImageAction):
            a, b = (torch.diag_embed(action.coordinates(matrices)) for matrices in (a, b))
        return float(principal_angles(a, b).max())

    def closure_residual(self, matrices: Float[Tensor, "k n n"]) -> float:
        """How far some generators are from an algebra, in the measure of the search space."""
        action = self.problem.action
        if isinstance(action, ImageAction):
            return closure_within(action.coordinates(matrices), action.search_space)
        return closure_residual(matrices)

    def on_inputs(self, matrices: Float[Tensor, "k n n"]) -> Float[Tensor, "k inner inner"]:
        """What generators do to inputs, in the data's own units."""
        return split_generators(self.problem.action, self.in_data_units(matrices))[0]

    def in_data_units(self, matrices: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch n n"]:
        """Generators as they move the data that came in."""
        return to_data_units(self.problem.action, matrices, self.x_scaling, self.y_scaling)

    def class_name(self, label: int) -> str:
        """What a class is called; its number where the data have no names."""
        return self.data.classes[label] if label < len(self.data.classes) else str(label)

    @cached_property
    def chance_loss(self) -> float:
        """Loss of a predictor that has learned nothing but the targets' mean, or their number."""
        return _chance(self.problem.y) if self.data.kind == "regression" else math.log(self.outputs)

    @cached_property
    def common(self) -> CommonPart | None:
        """What all motions have in common; None if nothing."""
        return fit_common(self.problem)

    def common_share(self, rows: HeldOut) -> float:
        """Its loss in shares of the chance loss; 1 where nothing is common."""
        return 1.0 if self.common is None else min(self.common.loss(rows) / self.chance_loss, 1.0)

    def telling(self, plain: AbstractPredictor) -> float:
        """Share of what the plain predictor explains that can break a mirror; linear motions and mirrors share one."""
        rows = self.held_out
        losses = plain_losses(plain, self.problem, rows)[:, rows.inside(rows.x)]
        return telling_share(self.common_share(rows), float(losses.mean()) / self.chance_loss)


def matrices_of(action: AbstractAction, coordinates: Float[Tensor, "k d"]) -> Float[Tensor, "k n n"]:
    """Generators, of the action's norm, from directions in its search space."""
    return action.generator_norm * torch.einsum("kd,dij->kij", coordinates, action.search_space.to(coordinates))


def telling_share(common: float, plain: float) -> float:
    """Share of what a predictor explains that all motions do not have in common.

    Args:
        common: Loss of the common part, in shares of the chance loss; 1 if there is none.
        plain: Loss of the predictor, in the same.
    """
    return min(max(common - plain, LEAST_TELLING) / max(1 - plain, LEAST_TELLING), 1.0)


def load_data(config: DiscoveryConfig) -> TaskData:
    """Loads and checks the task's data; all randomness in them comes from the configuration's seed."""
    rng = np.random.default_rng([config.seed, 1])
    if isinstance(config.task, Table):
        return config.task.load(rng, action=config.action, output=config.output)
    return check_data(config.task.load(rng))


def prepare(config: DiscoveryConfig, data: TaskData | None = None) -> Study:
    """Makes a study from a configuration, or from data already loaded.

    Raises:
        ActionError: The action does not parse or does not fit the data.
        DataError: The data cannot be used.
        DeviceError: The device asked for is not there.
        ConfigError: More generators than the search space has dimensions.
    """
    data = data or load_data(config)
    y_train = _targets(data.y_train)
    width = y_train.shape[1] if data.kind == "regression" else None
    action, output = parse_actions(config.action or data.action, config.output or data.output, width)
    device = choose_device(config.device)
    action.check(data.x_train.shape[1:])
    if isinstance(action.inner, PointsAction):
        check_clouds(np.concatenate([data.x_train, data.x_test]), action.inner.size)
    if data.kind == "classification" and output.n is not None:
        raise ActionError(f"expected the output 'invariant' for class labels, got {output.spec!r}; labels do not move")
    output.check(tuple(y_train.shape[1:]))
    data = replace(data, warnings=data.warnings + _scale_warnings(data, action, output))
    generators = config.generators or len(action.search_space)
    if generators > len(action.search_space):
        raise ConfigError(
            f"expected at most {len(action.search_space)} generators, the dimensions of the search space of "
            f"{action.spec!r}, got {generators}; ask for fewer"
        )
    x, x_test = torch.as_tensor(data.x_train), torch.as_tensor(data.x_test)
    if isinstance(action, ImageAction):
        action = action.even(x)
    y, y_test, y_scaling = y_train, _targets(data.y_test), None
    x_scaling = fit_scaling(action, x)
    x, x_test = x_scaling(x), x_scaling(x_test)
    if data.kind == "regression":
        y_scaling = fit_scaling(output, y, x_scaling.points)
        y, y_test = y_scaling(y), y_scaling(y_test)
    budget = budget_for(config, _predictor_kind(action.inner))
    train, probe, held = _split(len(x), data.groups_train)
    if data.kind == "regression":
        chance = _chance(y)
        resolution, unit_floor = RESOLUTION * chance, REGRESSION_UNIT_FLOOR * chance
    else:
        chance = math.log(max(int(y.max()) + 1, 2))
        resolution, unit_floor = CLASSIFICATION_RESOLUTION * chance, CLASSIFICATION_UNIT_FLOOR * chance
    loss = Loss(data.kind)
    problem = Problem(
        x[train].to(device),
        y[train].to(device),
        x[probe].to(device),
        y[probe].to(device),
        loss,
        action,
        output,
        resolution,
        unit_floor,
        chance,
    )
    most = budget.held_out_rows
    groups = _numbers_of(data.groups_train, device)
    held_out = HeldOut(
        x[held][:most].to(device),
        y[held][:most].to(device),
        fit_bulk(problem.x),
        None if groups is None else groups[held][:most],
    )
    test = HeldOut(x_test.to(device), y_test.to(device), groups=_numbers_of(data.groups_test, device))
    return Study(data, problem, held_out, test, x_scaling, y_scaling, generators, budget, device)


def _predictor_kind(action: AbstractAction) -> PredictorKind:
    match action:
        case ImageAction():
            return "cnn"
        case PointsAction():
            return "deepsets"
        case _:
            return "mlp"


def _split(rows: int, groups: np.ndarray | None = None) -> tuple[slice, slice, slice]:
    """Training, probe and held-out rows: tails and no random draws, since rows of one orbit stand together.

    With groups, whose rows stand together, each border moves to the nearest one between two of them.
    """
    held_from = rows - max(round(HELD_OUT_SHARE * rows), min(FEWEST_HELD_OUT, rows // 5), FEWEST_ROWS)
    probe_from = held_from - max(round(PROBE_SHARE * rows), FEWEST_ROWS)
    if groups is not None:
        borders = np.flatnonzero(np.diff(groups)) + 1
        held_from = _nearest(borders[1:], held_from)
        probe_from = _nearest(borders[borders < held_from], probe_from)
    return slice(probe_from), slice(probe_from, held_from), slice(held_from, rows)


def _nearest(borders: np.ndarray, wanted: int) -> int:
    if not len(borders):
        raise DataError("expected at least three groups among the training rows, got fewer; group by another column")
    return int(borders[np.abs(borders - wanted).argmin()])


def _numbers_of(groups: np.ndarray | None, device: torch.device) -> Tensor | None:
    return None if groups is None else torch.as_tensor(groups).to(device)


def _scale_warnings(data: TaskData, action: AbstractAction, output: AbstractAction) -> tuple[str, ...]:
    warnings = scale_warnings(data.x_train, vector_columns(action), "x") if data.x_train.ndim == 2 else ()
    if data.kind == "regression":
        warnings += scale_warnings(data.y_train.reshape(len(data.y_train), -1), vector_columns(output), "y")
    return warnings


def _chance(y: Float[Tensor, "rows outputs"]) -> float:
    """Loss of predicting the mean; not 1 where targets move as points or vectors and are not standardised."""
    return max(float(y.var(dim=0, correction=0).mean()), 1e-12)


def _targets(y: np.ndarray) -> Tensor:
    targets = torch.as_tensor(y)
    if targets.is_floating_point() and targets.dim() == 1:
        targets = targets[:, None]
    if targets.dim() > 2:
        raise DataError(
            f"expected targets of shape (rows,) or (rows, outputs), got {tuple(targets.shape)}; "
            "flatten what follows the rows"
        )
    return targets


def choose_device(name: str) -> torch.device:
    """The device of that name; ``auto`` takes a GPU if there is one."""
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError("expected a CUDA GPU, got none that PyTorch can use; choose device 'auto' or 'cpu'")
    return torch.device("cuda" if name != "cpu" and torch.cuda.is_available() else "cpu")
