"""The gallery of a finished discovery: held-out examples, how they are moved, and what predictors say meanwhile.

Whoever looks at a run has no predictor at hand, so that everything a page shows along an orbit is computed here.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy import ndarray
from torch import Tensor

from lieaug.actions import split_generators
from lieaug.diagnostics import for_seeds, plain_losses, relative_error
from lieaug.discovery.evidence import Weighed
from lieaug.discovery.gallery_head import gallery_head
from lieaug.discovery.prepare import Study
from lieaug.discovery.report import Measurements
from lieaug.lie import one_parameter_subgroup
from lieaug.model import AbstractPredictor
from lieaug.schema import DiscoveryConfig, Gallery

EXAMPLES, FEWEST = 24, 4
MOST_GENERATORS = 8
POINTS = 25
"""Of an orbit; odd, so that one of them is t = 0."""

LARGEST = 2_000_000
"""Bytes that examples and predictions may take; with large images or wide targets there are fewer examples."""

ROWS_OF_ERROR = 40
"""Held-out rows that the equivariance error is measured on: enough for a picture, few enough to cost little."""


@torch.no_grad()
def make_gallery(
    study: Study, config: DiscoveryConfig, measured: Measurements, order: Sequence[int], *, found: bool
) -> Gallery:
    """Moves some held-out examples along the strongest generators and asks predictors with and without augmentation.

    Args:
        study: The data and the problem.
        config: Its seed draws the examples that are not among the worst.
        measured: Directions, their curves, and the predictors.
        order: The directions as the result orders them, strongest first.
        found: Whether one of them holds: else nothing is trained with the finding, and the joint predictor speaks.
    """
    chosen = list(order[:MOST_GENERATORS])
    weighed = [measured.weighed[index] for index in chosen]
    generators = measured.matrices[chosen].to(study.device)
    with_augmentation, without = measured.predictors["with" if found else "joint"], measured.predictors["without"]
    breaking = np.stack([_row_breaking(study, without, step) for step in weighed])
    rows = _choose(breaking, _most_examples(study, len(weighed)), config.seed)
    t = torch.stack([torch.linspace(-step.curve.limit, step.curve.limit, POINTS) for step in weighed])
    t[:, POINTS // 2] = 0.0  # exactly, whatever rounding makes of it
    orbits = [_Orbit(study, one_parameter_subgroup(g, grid.to(g)), rows) for g, grid in zip(generators, t, strict=True)]
    learned = [orbit.follow(with_augmentation) for orbit in orbits]
    plain = [orbit.follow(without) for orbit in orbits]
    on_x, on_y = split_generators(study.problem.action, study.in_data_units(generators))
    ids = np.arange(len(study.data.x_train)) if study.data.rows_train is None else study.data.rows_train
    y = study.held_out.y[rows]
    return Gallery(
        head=gallery_head(study, config.task),
        x=_numpy(study.x_scaling.inverse(study.held_out.x[rows].cpu())),
        y=_numpy(y if study.y_scaling is None else study.y_scaling.inverse(y.cpu())),
        rows=rows,
        generators=_numpy(on_x),
        output_matrices=_numpy(on_y),
        t=_numpy(t),
        with_=np.stack([prediction for prediction, _ in learned]),
        plain=np.stack([prediction for prediction, _ in plain]),
        expected=np.stack([orbit.expected() for orbit in orbits]),
        row_ids=_held_out(study, ids),
        row_groups=_groups(study),
        row_breaking=breaking,
        equivariance_with=np.stack([error for _, error in learned]),
        equivariance_plain=np.stack([error for _, error in plain]),
    )


class _Orbit:
    """Examples, and rows to measure on, moved by the elements of one curve."""

    def __init__(self, study: Study, elements: Float[Tensor, "T n n"], rows: Int64[ndarray, " E"]) -> None:
        self._study, self._elements = study, elements
        held = study.held_out
        self._examples, self._labels = held.x[rows], held.y[rows]
        self._x = torch.cat([self._examples, held.x[:ROWS_OF_ERROR]])

    def follow(self, predictor: AbstractPredictor) -> tuple[Float[ndarray, "E T outputs"], Float[ndarray, " T"]]:
        """What a predictor says of the examples, and its equivariance error on the other rows."""
        problem, examples = self._study.problem, len(self._examples)
        seeds = next(predictor.parameters()).shape[0]
        still = predictor(for_seeds(self._x, seeds))[:, examples:]
        said, errors = [], []
        for g in self._elements:
            moved = predictor(for_seeds(problem.action.apply(g, self._x), seeds))
            said.append(_readable(self._study, moved[:, :examples]))
            element = g.expand(*still.shape[:2], *g.shape)
            errors.append(relative_error(problem, element, still, moved[:, examples:]))
        return _numpy(torch.stack(said, dim=1)), _numpy(torch.stack(errors))

    def expected(self) -> Float[ndarray, "E T outputs"]:
        """The examples' targets moved along."""
        study, points = self._study, len(self._elements)
        if study.y_scaling is None:
            one_hot = torch.nn.functional.one_hot(self._labels, study.outputs)
            return _numpy(one_hot[:, None].expand(-1, points, -1).float())
        moved = study.problem.output.apply(self._elements, self._labels[:, None].expand(-1, points, -1))
        return _numpy(study.y_scaling.inverse(moved.cpu()))


def _readable(study: Study, prediction: Float[Tensor, "S rows outputs"]) -> Float[Tensor, "rows outputs"]:
    """The mean over seeds, in the target's units, or of class probabilities."""
    if study.y_scaling is None:
        return prediction.softmax(-1).mean(dim=0).cpu()
    return study.y_scaling.inverse(prediction.mean(dim=0).cpu())


def _row_breaking(study: Study, plain: AbstractPredictor, weighed: Weighed) -> Float[ndarray, " rows"]:
    """How much worse each held-out row is told moved than unmoved; where it leaves the data, nothing is asked."""
    curve = weighed.curve
    full = curve.t.abs() <= curve.limit * (1 + 1e-6)
    inside, losses = curve.inside[full], curve.losses[full]
    here = plain_losses(plain, study.problem, study.held_out).mean(dim=0).cpu()
    count = inside.sum(dim=0)
    if study.y_scaling is None:
        moved = torch.where(inside, (-losses).exp(), 0.0).sum(dim=0) / count.clamp_min(1)
        worse = (-here).exp() - moved
    else:
        moved = torch.where(inside, losses, 0.0).sum(dim=0) / count.clamp_min(1)
        worse = (moved.sqrt() - here.sqrt()) / study.chance_loss**0.5
    return _numpy(torch.where(count > 0, worse, 0.0))


def _choose(breaking: Float[ndarray, "G rows"], most: int, seed: int) -> Int64[ndarray, " E"]:
    """Half of the examples from the rows that break most, each generator in turn; the rest at random."""
    rows = breaking.shape[1]
    worst: list[int] = []
    for row in np.argsort(-breaking, axis=1, kind="stable").T.flatten().tolist():
        if len(worst) < min(most // 2, rows) and row not in worst:
            worst.append(row)
    drawn = np.random.default_rng(seed).permutation(rows)
    others = drawn[~np.isin(drawn, worst)][: most - len(worst)]
    return np.concatenate([np.array(worst, dtype=np.int64), others.astype(np.int64)])


def _most_examples(study: Study, generators: int) -> int:
    each = 4 * (study.held_out.x[0].numel() + 3 * generators * POINTS * study.outputs)
    return int(np.clip(LARGEST // each, FEWEST, EXAMPLES))


def _held_out(study: Study, of_rows: Int64[ndarray, " train"]) -> Int64[ndarray, " rows"]:
    """The held-out ones, which come after those to train and to choose on."""
    first = len(study.problem.x) + len(study.problem.probe_x)
    return of_rows[first : first + len(study.held_out.x)].astype(np.int64)


def _groups(study: Study) -> Int64[ndarray, " rows"]:
    if study.y_scaling is None:
        return _numpy(study.held_out.y)
    if study.data.groups_train is None:
        return np.full(len(study.held_out.x), -1)
    return _held_out(study, study.data.groups_train)


def _numpy(values: Tensor) -> ndarray:
    array = values.detach().cpu().numpy()
    return array.astype(np.float32) if array.dtype.kind == "f" else array.astype(np.int64)
