r"""Outputs that move in a way nobody has told: matrices $M_a$ of their own, learned with those of the input.

A generator is block diagonal, $\mathrm{diag}(L_a, M_a)$, and so is its exponential: the upper left block moves x by the
input's action, the lower right one moves the m target columns by y -> My. Whatever makes generators from a search space
and moves both sides by one g needs no change. For the input's action alone see `AbstractAction.inner`.

M is linear and fixes y = 0. An output that translations of x shift is therefore not among what can be learned; write it
with ``vecN.affine`` instead. And where a column's mean is many times its spread, the smallest error of M outweighs all
else, and symmetries are lost (measured: an invariant target is found at 6 times, lost at 19): the zero of y must mean
something, or the mean be subtracted beforehand.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from lieaug.actions.base import AbstractAction
from lieaug.errors import ActionError


class CoupledInput(AbstractAction):
    """An input action whose matrices carry a block for the outputs, which it ignores.

    Its matrices are not homogeneous even where those of the input's action are: their last coordinate is an output.
    """

    def __init__(self, inner: AbstractAction, outputs: int) -> None:
        self._inner, self.outputs = inner, outputs
        self._size = inner.n or 0

    @property
    def inner(self) -> AbstractAction:
        return self._inner

    @property
    def spec(self) -> str:
        return self._inner.spec

    @property
    def n(self) -> int:
        return self._size + self.outputs

    @property
    def search_space(self) -> Float[Tensor, "d n n"]:
        """The input's search space beside all matrices of the outputs."""
        inputs = F.pad(self._inner.search_space, (0, self.outputs, 0, self.outputs))
        return torch.cat([inputs, _output_block(self._size, self.outputs)])

    @property
    def generator_norm(self) -> float:
        """√2 of the input's: a rotation of x has unit angular speed if M is as large as L, faster if M is smaller.

        So full turns are reached for invariant outputs too (M = 0), whose generators spend all of the norm on L.
        """
        return math.sqrt(2) * self._inner.generator_norm

    def check(self, event_shape: tuple[int, ...]) -> None:
        self._inner.check(event_shape)

    def apply(self, g: Float[Tensor, "*#batch n n"], x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        return self._inner.apply(self._part(g), x)

    def infinitesimal(self, generator: Float[Tensor, "n n"], x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        return self._inner.infinitesimal(self._part(generator), x)

    def scale(self, g: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        return self._inner.scale(self._part(g))

    def _part(self, matrix: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch size size"]:
        return matrix[..., : self._size, : self._size]


class LearnedOutput(AbstractAction):
    """Target columns moved together by the lower right block of a coupled g.

    Args:
        inputs: Size of the input's matrices.
        width: Number of target columns.
    """

    def __init__(self, inputs: int, width: int) -> None:
        self.inputs, self.width = inputs, width

    @property
    def spec(self) -> str:
        return "learned"

    @property
    def n(self) -> int:
        return self.inputs + self.width

    @property
    def search_space(self) -> Float[Tensor, "d n n"]:
        """All matrices of the outputs; those of the input, which are sought with them, are the input action's."""
        return _output_block(self.inputs, self.width)

    @property
    def generator_norm(self) -> float:
        return math.sqrt(2)

    def check(self, event_shape: tuple[int, ...]) -> None:
        if event_shape != (self.width,):
            raise ActionError(
                f"expected {self.width} target columns for the output 'learned', got shape {event_shape} per row; "
                "give y the shape (rows, outputs)"
            )

    def apply(
        self, g: Float[Tensor, "*#batch n n"], x: Float[Tensor, "*#batch width"]
    ) -> Float[Tensor, "*batch width"]:
        return (g[..., self.inputs :, self.inputs :] @ x[..., None])[..., 0]

    def infinitesimal(
        self, generator: Float[Tensor, "n n"], x: Float[Tensor, "*batch width"]
    ) -> Float[Tensor, "*batch width"]:
        return self.apply(generator, x)

    def scale(self, g: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        return g[..., self.inputs :, self.inputs :].square().sum(dim=(-2, -1)) / self.width


def split_generators(
    action: AbstractAction, generators: Float[Tensor, "*batch n n"]
) -> tuple[Float[Tensor, "*batch size size"], Float[Tensor, "*batch outputs outputs"]]:
    """The blocks (L, M) of generators, or of group elements, of an input's action.

    For an action that is not coupled L is all of it, and M has no rows.
    """
    size = action.inner.n or 0
    return generators[..., :size, :size], generators[..., size:, size:]


def _output_block(inputs: int, outputs: int) -> Float[Tensor, "d n n"]:
    """The unit matrices of the lower right block."""
    units = torch.eye(outputs**2).reshape(-1, outputs, outputs)
    return F.pad(units, (inputs, 0, inputs, 0))
