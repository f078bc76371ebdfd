r"""Scaling of inputs and targets to unit size in ways that commute with the action.

"Commute" means that the scaled data are moved by matrices too: scaling, then moving by $T^{-1}gT$, is moving by g, then
scaling, with one matrix T for all rows. What that allows depends on how things move:

- *Vectors* are each divided by their own root mean square and never shifted, since a shift would move the fixed point
  of the group; T = 1.
- *Points* of an affine action share one shift, their centroid, and one unit, their root mean square coordinate about
  it: one b moves all of them, so it must mean the same for each. In these units a translation of norm 1 displaces
  points about as far as a linear map of norm 1 does, and no direction of the search space is favoured.
- *Learned outputs* are divided column by column by their standard deviations, since M makes good any change of units,
  and not shifted, since M fixes y = 0. So all columns count alike in the loss, and M is not arbitrary on small ones.
- *Clouds* are such points, too: of a linear action one unit and no shift, of an affine one a common centroid and unit,
  both over real points only; padding stays 0. Features in [0, 1] (one-hot, say) stay, others are standardised.
- Scalars and invariant targets are standardised; images and class labels stay as they are.

Means and mean squares are taken with outliers pulled in (see `REACH`), so that a few of them do not decide what unit
size is. Data without outliers are scaled by exactly their mean and root mean square.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, CoupledInput, ImageAction, LearnedOutput, PointsAction, Term, VectorAction

TYPICAL = 0.99
REACH = 2.0
"""What is more than this many times as long as `TYPICAL` of all lengths are at most counts as exactly that long."""


@dataclass(frozen=True)
class PointScaling:
    """The common scaling of all points of an affine action, z = (p - centre) / unit."""

    centre: Float[Tensor, " size"]
    unit: Float[Tensor, ""]


@dataclass(frozen=True)
class Scaling:
    """An affine map per feature, z = (x - shift) / scale.

    Attributes:
        shift: For each feature, or one for all.
        scale: The same.
        points: What the points among the features share; None if there are none.
        mask: Of clouds, the column that is 0 for padding, which is not shifted; None for all else.
    """

    shift: Float[Tensor, " features"]
    scale: Float[Tensor, " features"]
    points: PointScaling | None = None
    mask: int | None = None

    def __call__(self, x: Float[Tensor, "*batch features"]) -> Float[Tensor, "*batch features"]:
        return (x - self._shift(x)) / self.scale

    def inverse(self, z: Float[Tensor, "*batch features"]) -> Float[Tensor, "*batch features"]:
        return z * self.scale + self._shift(z)

    def _shift(self, x: Float[Tensor, "*batch features"]) -> Float[Tensor, "..."]:
        return self.shift if self.mask is None else self.shift * x[..., self.mask, None]


def fit_scaling(
    action: AbstractAction, x: Float[Tensor, " rows *event"], points: PointScaling | None = None
) -> Scaling:
    """Fits a scaling that commutes with the action to the training rows.

    Args:
        action: How the rows move.
        x: Training rows, inputs or targets.
        points: For targets, the scaling of the inputs' points: one g moves both, and x -> Ax + b has the same b in
            scaled coordinates only if shift and unit are the same. Without it, points are scaled by their own.
    """
    if isinstance(action.inner, ImageAction):
        return Scaling(x.new_zeros(1), x.new_ones(1), PointScaling(x.new_zeros(2), x.new_ones(())))
    if isinstance(action.inner, PointsAction):
        return _cloud_scaling(action.inner, x)
    terms = action.inner.terms if isinstance(action.inner, VectorAction) else (Term(x.shape[1], 0),)
    parts = _parts(terms)
    exact = x.double()  # squares of large numbers leave the range of single precision
    affine = [exact[:, columns] for term, columns in parts if term.affine]
    if affine and points is None:
        points = PointScaling(*_centre_and_unit(torch.cat(affine)))
    shift, scale = torch.zeros_like(exact[0]), torch.ones_like(exact[0])
    for term, columns in parts:
        if term.affine and points is not None:
            shift[columns], scale[columns] = points.centre.to(exact), points.unit.to(exact)
        elif term.size:
            scale[columns] = _unit(_pulled_in(exact[:, columns]))
        else:
            shift[columns], scale[columns] = _centre_and_unit(exact[:, columns])
    if isinstance(action, LearnedOutput):
        shift = torch.zeros_like(shift)
    return Scaling(shift.to(x), scale.to(x), points if affine else None)


def _cloud_scaling(action: PointsAction, x: Float[Tensor, "rows points columns"]) -> Scaling:
    """The scaling of clouds, fitted to their real points."""
    real = x[action.real(x)].double()  # (points of all rows, columns)
    coordinates, size = real[:, : action.size], action.size
    shift, scale = torch.zeros_like(real[0]), torch.ones_like(real[0])
    if action.affine:
        shift[:size], scale[:size] = _centre_and_unit(coordinates)
    else:
        scale[:size] = _unit(_pulled_in(coordinates))
    for column in range(size + 1, x.shape[-1]):
        feature = real[:, column, None]
        if feature.min() < 0 or feature.max() > 1:
            centre, scale[column] = _centre_and_unit(feature)
            shift[column] = centre[0]
    points = PointScaling(shift[:size].to(x), scale[0].to(x)) if action.affine else None
    return Scaling(shift.to(x), scale.to(x), points, mask=size)


def to_data_units(
    action: AbstractAction, matrices: Float[Tensor, "*batch n n"], inputs: Scaling, outputs: Scaling | None = None
) -> Float[Tensor, "*batch n n"]:
    """Generators, or group elements, of scaled coordinates in the data's own.

    z = (x - c) / s turns (A b; 0 0) into (A, sb - Ac; 0 0), and output units D turn a learned M into D M D⁻¹. Matrices
    of other actions are the same in both. Frobenius norms change, but not periods.

    Args:
        action: How g moves inputs; not the output's action.
        matrices: What was learned on scaled data.
        inputs: The scaling of the inputs.
        outputs: The scaling of the targets, which only a coupled action asks for.
    """
    return _conjugated(_frame(action, inputs, outputs), matrices)


def to_scaled_units(
    action: AbstractAction, matrices: Float[Tensor, "*batch n n"], inputs: Scaling, outputs: Scaling | None = None
) -> Float[Tensor, "*batch n n"]:
    """The inverse of `to_data_units`: a known generator as it is to be learned on scaled data."""
    return _conjugated(torch.linalg.inv(_frame(action, inputs, outputs)), matrices)


def vector_columns(action: AbstractAction) -> list[slice]:
    """The columns of every single vector or point that an action moves."""
    inner = action.inner
    return [columns for term, columns in _parts(inner.terms) if term.size] if isinstance(inner, VectorAction) else []


def _frame(action: AbstractAction, inputs: Scaling, outputs: Scaling | None) -> Float[Tensor, "n n"]:
    """The matrix T that takes scaled coordinates to the data's."""
    size = action.inner.n or 0
    frame = torch.eye(size, dtype=torch.float64)
    if action.inner.homogeneous and inputs.points is not None:
        frame[:-1] *= inputs.points.unit.double().cpu()
        frame[:-1, -1] = inputs.points.centre.double().cpu()
    if isinstance(action, CoupledInput):
        assert outputs is not None, "the generators of a coupled action move outputs too"
        frame = torch.block_diag(frame, torch.diag(outputs.scale.double().cpu()))
    return frame


def _conjugated(frame: Float[Tensor, "n n"], matrices: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch n n"]:
    exact = matrices.double()
    frame = frame.to(exact)
    return (frame @ exact @ torch.linalg.inv(frame)).to(matrices)


def _parts(terms: Sequence[Term]) -> list[tuple[Term, slice]]:
    """The columns of every single vector, point and scalar."""
    parts, at = [], 0
    for term in terms:
        for _ in range(term.count):
            parts.append((term, slice(at, at + max(term.size, 1))))
            at += max(term.size, 1)
    return parts


def _centre_and_unit(v: Float[Tensor, "count size"]) -> tuple[Float[Tensor, " size"], Float[Tensor, ""]]:
    """Mean and root mean square about it, outliers pulled in towards the median."""
    middle = v.median(dim=0).values
    about = _pulled_in(v - middle)
    return middle + about.mean(dim=0), _unit(about - about.mean(dim=0))


def _unit(v: Float[Tensor, "count size"]) -> Float[Tensor, ""]:
    """Root mean square of the entries; 1 if all are 0."""
    unit = v.square().mean().sqrt()
    return torch.where(unit > 0, unit, 1.0)


def _pulled_in(v: Float[Tensor, "count size"]) -> Float[Tensor, "count size"]:
    """Outliers shortened to the longest length that counts; nothing is done if almost all lengths are 0."""
    lengths = v.norm(dim=1, keepdim=True)
    typical = lengths[:, 0].kthvalue(max(int(TYPICAL * len(v)), 1)).values
    return v * (REACH * typical / lengths).clamp(max=1) if typical > 0 else v
