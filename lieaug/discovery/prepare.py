"""From a configuration to tensors on a device: load, check, split, scale, and build the predictor."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import ImageAction, VectorAction, parse_actions
from lieaug.diagnostics import HeldOut
from lieaug.discovery.budget import Budget, budget_for
from lieaug.errors import ActionError, ConfigError, DataError, DeviceError
from lieaug.model import AbstractPredictor, Mlp, StridedCnn
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table, TaskData
from lieaug.tasks.checks import check_data
from lieaug.training import Loss, Problem, Scaling, fit_scaling

HELD_OUT_SHARE = 0.1
PROBE_SHARE = 0.1
RESOLUTION = 1e-3
"""Share of the chance loss below which the verdict tells regression losses not apart (3 % of a standard deviation)."""

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
        y_scaling: Undoes the scaling of targets; None for class labels.
        generators: How many generators to learn.
        budget: How long to train.
        device: Where tensors live.
    """

    data: TaskData
    problem: Problem
    held_out: HeldOut
    test: HeldOut
    y_scaling: Scaling | None
    generators: int
    budget: Budget
    device: torch.device

    def predictor(self, seeds: int, *, rng: torch.Generator) -> AbstractPredictor:
        """A fresh predictor that knows nothing of the action."""
        x, y = self.problem.x, self.problem.y
        if isinstance(self.problem.action, ImageAction):
            model: AbstractPredictor = StridedCnn((x.shape[1], x.shape[2]), self.outputs, seeds=seeds, rng=rng)
        else:
            model = Mlp(x.shape[1], self.outputs, seeds=seeds, rng=rng)
        return model.to(y.device)

    @property
    def outputs(self) -> int:
        """Width of predictions: target columns, or classes."""
        if self.data.kind == "regression":
            return self.problem.y.shape[1]
        return int(max(self.data.y_train.max(), self.data.y_test.max())) + 1

    @property
    def true_basis(self) -> Float[Tensor, "k n n"] | None:
        """The known symmetry in the action's matrices, or None; where every vector has its own block, in all blocks."""
        if self.data.truth is None:
            return None
        basis = torch.as_tensor(self.data.truth.basis, dtype=torch.float32)
        action = self.problem.action
        if isinstance(action, VectorAction) and {b.stop - b.start for b in action.blocks} == {basis.shape[-1]}:
            blocks = [torch.block_diag(*[generator] * len(action.blocks)) for generator in basis]
            basis = torch.stack(blocks) if blocks else torch.zeros(0, action.n or 0, action.n or 0)
        return basis if len(basis) and basis.shape[-1] == action.n else None

    @property
    def chance_loss(self) -> float:
        """Loss of a predictor that has learned nothing but the targets' mean, or their frequencies."""
        return 1.0 if self.data.kind == "regression" else math.log(self.outputs)


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
    action, output = parse_actions(config.action or data.action, config.output or data.output)
    device = choose_device(config.device)
    action.check(data.x_train.shape[1:])
    if data.kind == "classification" and output.n is not None:
        raise ActionError(f"expected the output 'invariant' for class labels, got {output.spec!r}; labels do not move")
    y_train = _targets(data.y_train)
    output.check(tuple(y_train.shape[1:]))
    generators = config.generators or len(action.search_space)
    if generators > len(action.search_space):
        raise ConfigError(
            f"expected at most {len(action.search_space)} generators, the dimensions of the search space of "
            f"{action.spec!r}, got {generators}; ask for fewer"
        )
    x, x_test = torch.as_tensor(data.x_train), torch.as_tensor(data.x_test)
    y, y_test, y_scaling = y_train, _targets(data.y_test), None
    if not isinstance(action, ImageAction):
        x_scaling = fit_scaling(action, x)
        x, x_test = x_scaling(x), x_scaling(x_test)
    if data.kind == "regression":
        y_scaling = fit_scaling(output, y)
        y, y_test = y_scaling(y), y_scaling(y_test)
    predictor = "cnn" if isinstance(action, ImageAction) else "mlp"
    budget = budget_for(config, predictor)
    # tails rather than random draws: rows of one orbit, storm or session stand together
    held_from = len(x) - max(round(HELD_OUT_SHARE * len(x)), 8)
    probe_from = held_from - max(round(PROBE_SHARE * len(x)), 8)
    train, probe = slice(probe_from), slice(probe_from, held_from)
    if data.kind == "regression":
        resolution, unit_floor = RESOLUTION, REGRESSION_UNIT_FLOOR
    else:
        resolution = math.log(max(int(y.max()) + 1, 2))
        unit_floor = CLASSIFICATION_UNIT_FLOOR * resolution
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
    )
    rows = slice(held_from, held_from + budget.held_out_rows)
    held_out = HeldOut(x[rows].to(device), y[rows].to(device))
    test = HeldOut(x_test.to(device), y_test.to(device))
    return Study(data, problem, held_out, test, y_scaling, generators, budget, device)


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
