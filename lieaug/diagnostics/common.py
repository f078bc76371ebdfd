r"""What all motions have in common: the part of a target that moves along with every one of them, and confirms none.

Tomorrow's step of a storm is nearly a multiple of today's: $y \approx a\,v_1 + b\,v_2$ turns, stretches and shears with
the vectors that it is made of, whatever the motion. A predictor may owe nearly all that it explains to that part, and
then fits moved data along every direction. Symmetries can be told from the rest alone, so that what a motion costs is
to be held against what the predictor explains beyond this part.

The part is linear: $y = Ax + c$ with $A\,\dot x = M (Ax + c) + m$ for every generator of the search space, where
$\dot x = Bx + b$ and $\dot y = My + m$ are the velocities of inputs and outputs; what these equations leave free is
fitted to the training rows. Outputs that stay have none, unless columns beside the vectors stay too.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, VectorAction
from lieaug.diagnostics.curves import HeldOut
from lieaug.training import Problem

ROWS = 2000
"""Training rows that the part is fitted to; it has few coefficients."""

MOST_COEFFICIENTS = 600
"""Of A and c; beyond, the equations are too many to be solved in passing, and nothing is said to be common."""

SOLVED = 1e-3
"""Relative singular value below which a combination of coefficients is left free by the equations."""


@dataclass(frozen=True)
class CommonPart:
    """The best predictor that every motion of the search space leaves as it is, y = Ax + c."""

    matrix: Float[Tensor, "outputs width"]
    offset: Float[Tensor, " outputs"]

    def loss(self, rows: HeldOut) -> float:
        """Its mean loss on the rows that are where the data are."""
        squares = (rows.x @ self.matrix.T + self.offset - rows.y).square().mean(dim=1)
        return float(squares[rows.inside(rows.x)].mean())


def fit_common(problem: Problem) -> CommonPart | None:
    """The part that all motions have in common; None where there is none, or for other than columns of numbers."""
    action, output = problem.action, problem.output
    if not isinstance(action, VectorAction) or problem.loss.kind != "regression" or action.inner is not action:
        return None
    x, y = problem.x[:ROWS].double().cpu(), problem.y[:ROWS].double().cpu()
    width, outputs = x.shape[1], y.shape[1]
    if outputs * (width + 1) > MOST_COEFFICIENTS:
        return None
    free, particular = _solutions(action, output, width, outputs)
    design = torch.cat([x, torch.ones(len(x), 1).double()], dim=1)  # a row of (A, c) for each output
    free_rows = free.T.unflatten(1, (outputs, width + 1))  # (free, outputs, width + 1)
    if not bool((free_rows[..., :-1].abs() > SOLVED).any()):
        return None  # the mean, at most, which is chance
    features = torch.einsum("rw,fow->rof", design, free_rows).flatten(0, 1)
    rest = y - design @ particular.unflatten(0, (outputs, width + 1)).T
    weights = torch.linalg.lstsq(features, rest.flatten()[:, None], driver="gelsd").solution[:, 0]
    found = (particular + free @ weights).unflatten(0, (outputs, width + 1)).to(problem.x)
    return CommonPart(found[:, :-1], found[:, -1])


def _solutions(
    action: AbstractAction, output: AbstractAction, width: int, outputs: int
) -> tuple[Float[Tensor, "coefficients free"], Float[Tensor, " coefficients"]]:
    """What the equations of all generators leave free, and one solution; coefficients are the rows of (A, c)."""
    size = outputs * (width + 1)
    normal, right = torch.zeros(size, size).double(), torch.zeros(size).double()
    for generator in action.search_space:
        on_x, on_y = _velocity(action, generator, width), _velocity(output, generator, outputs)
        # (A, c) (B b; 0 0) - M (A, c) = (0, m)
        lifted = torch.cat([on_x, torch.zeros(1, width + 1).double()])
        one_x, one_y = torch.eye(width + 1).double(), torch.eye(outputs).double()
        equations = torch.kron(one_y, lifted.T.contiguous()) - torch.kron(on_y[:, :-1].contiguous(), one_x)
        target = torch.zeros(outputs, width + 1).double()
        target[:, -1] = on_y[:, -1]
        normal += equations.T @ equations
        right += equations.T @ target.flatten()
    values, vectors = torch.linalg.eigh(normal)
    left = values <= SOLVED**2 * values[-1].clamp_min(1e-12)
    solved = vectors[:, ~left]
    return vectors[:, left], solved @ ((solved.T @ right) / values[~left])


def _velocity(action: AbstractAction, generator: Float[Tensor, "n n"], width: int) -> Float[Tensor, "width columns"]:
    """The matrix (B, b) of the velocity Bx + b."""
    probes = torch.cat([torch.eye(width), torch.zeros(1, width)])
    moved = action.infinitesimal(generator, probes).double()
    return torch.cat([moved[:-1] - moved[-1], moved[-1:]]).T.contiguous()
