"""Random group elements of what was found, for one example or a batch, in PyTorch or NumPy."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeVar, overload

import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor, nn

from lieaug.actions import parse_actions
from lieaug.errors import DataError
from lieaug.lie import exponential_map
from lieaug.schema.augmentation import AugmentationCard, AugmentationPlan

Sample = TypeVar("Sample")
IMAGE_OR_CLOUD = 2  # dimensions of one example, without the batch's


class Augmentation(nn.Module):
    r"""Moves x, and y with it, by $g = \exp(\sum_a t_a L_a)$ with t_a uniform over the range in which L_a holds.

    It has buffers but no parameters, so that it follows its parent module to a device and is saved with it. One
    group element an example; a compact motion that holds all the way round is drawn all the way round.

    Args:
        basis: The generators L_a, in the data's own units; where motions of y were learned, coupled as the action says.
        ranges: How far each of them may move, below and above 0 [rad if a rotation].
        card: What they are.
    """

    basis: Float[Tensor, "k n n"]
    ranges: Float[Tensor, "k 2"]

    def __init__(self, basis: Float[Tensor, "k n n"], ranges: Float[Tensor, "k 2"], card: AugmentationCard) -> None:
        super().__init__()
        self.card = card
        self.action, self.output = parse_actions(card.action, card.output, card.outputs)
        self.register_buffer("basis", basis.float())
        self.register_buffer("ranges", ranges.float())

    @overload
    def forward(self, x: Tensor, *, rng: torch.Generator | None = ...) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, y: Tensor, *, rng: torch.Generator | None = ...) -> tuple[Tensor, Tensor]: ...

    def forward(
        self, x: Tensor, y: Tensor | None = None, *, rng: torch.Generator | None = None
    ) -> Tensor | tuple[Tensor, Tensor]:
        """Moves an example or a batch, each example by its own random g.

        Args:
            x: (features,), (height, width) or (points, columns), or a batch of these.
            y: The target or targets, if they are to turn with x; class labels come back as they are.
            rng: Where randomness comes from; default: PyTorch's own.

        Raises:
            DataError: x has another shape.
        """
        batch = self._batch(x)
        g = self.group_elements(self.coefficients(batch or 1, rng=rng))
        g = g if batch is not None else g[0]
        return self.move(g, x) if y is None else (self.move(g, x), self.move_target(g, y))

    def coefficients(self, batch: int, *, rng: torch.Generator | None = None) -> Float[Tensor, "{batch} k"]:
        """Draws t, uniform over each generator's range."""
        below, above = self.ranges.T
        uniform = torch.rand(batch, len(self.basis), generator=rng, device=rng.device if rng else self.basis.device)
        return uniform.to(self.basis) * (below + above) - below

    def group_elements(self, t: Float[Tensor, "*batch k"]) -> Float[Tensor, "*batch n n"]:
        """exp(Σ t_a L_a) for given coefficients."""
        return exponential_map(torch.einsum("...k,kij->...ij", t.to(self.basis), self.basis))

    def move(self, g: Float[Tensor, "*batch n n"], x: Tensor) -> Tensor:
        """X moved by g, in x's own type of numbers."""
        return self.action.apply(g, x.to(g)).to(x.dtype if x.is_floating_point() else g.dtype)

    def move_target(self, g: Float[Tensor, "*batch n n"], y: Tensor) -> Tensor:
        """Y moved by g; what no motion changes, such as a class, comes back as it is."""
        if self.output.n is None:
            return y
        return self.output.apply(g, y.to(g)).to(y.dtype)

    @torch.no_grad()
    def average(
        self, model: Callable[[Tensor], Tensor], x: Tensor, n: int = 16, *, rng: torch.Generator | None = None
    ) -> Tensor:
        """The mean prediction over n moved views, each turned back: test-time averaging.

        Args:
            model: Takes a batch and gives predictions (batch, outputs), or class logits.
            x: A batch.
            n: How many views; the first is x itself.
            rng: Where randomness comes from.
        """
        if n < 1:
            raise DataError(f"expected at least one view, got {n}; ask for 8 or more")
        total = model(x)
        for _ in range(n - 1):
            t = self.coefficients(len(x), rng=rng)
            prediction = model(self.move(self.group_elements(t), x))
            total = total + self.move_target(self.group_elements(-t), prediction)
        return total / n

    def numpy(self, x: ndarray, y: Any = None, *, seed: int | None = None) -> Any:
        """The same for arrays: moved x, or moved x and y."""
        rng = None if seed is None else torch.Generator().manual_seed(seed)
        arrays = [torch.as_tensor(value) for value in ((x,) if y is None else (x, y))]
        moved = self(*arrays, rng=rng)
        return moved.numpy() if y is None else tuple(value.numpy() for value in moved)

    def on(self, *names: str) -> "Callable[[Sample], Sample]":
        """The augmentation as a transform of samples: dictionaries, or objects with attributes such as graphs.

        Args:
            *names: Where x is, and, if it turns too, y: `on("pos")`, `on("image", "label")`.
        """
        return _Transform(self, names)

    def _batch(self, x: Tensor) -> int | None:
        """How many examples x holds; None if it is one."""
        one = IMAGE_OR_CLOUD if self.action.spec.startswith(("image", "points")) else 1
        if x.ndim not in (one, one + 1):
            raise DataError(
                f"expected {one} dimensions for one example of {self.card.action!r}, or {one + 1} for a batch, got "
                f"shape {tuple(x.shape)}; give x its shape"
            )
        self.action.check(tuple(x.shape[-one:]))
        return len(x) if x.ndim > one else None

    def plan(self) -> AugmentationPlan:
        """Its numbers as arrays, with their card: what a file holds, and what a notebook shows."""
        basis, ranges = (tensor.cpu().numpy() for tensor in (self.basis, self.ranges))
        return AugmentationPlan(basis, ranges, self.card)

    def _repr_html_(self) -> str:
        return import_module("lieaug.report.notebook").augmentation_card(self.plan())

    def extra_repr(self) -> str:
        motions = ", ".join(f"{m.name} [{-m.below:.3g}, {m.above:.3g}]" for m in self.card.motions)
        return f"{self.card.action}, {motions}"


class _Transform:
    """Moves named parts of a sample by one group element; a shallow copy, so that the data set stays as it is."""

    def __init__(self, augmentation: Augmentation, names: Sequence[str]) -> None:
        if not 1 <= len(names) <= 2:
            raise DataError(
                f"expected the name of x, and of y if it turns too, got {len(names)} names; give one or two"
            )
        self._augmentation, self._names = augmentation, tuple(names)

    def __call__(self, sample: Any) -> Any:
        import copy

        moved = copy.copy(sample)
        is_mapping = hasattr(sample, "keys") and hasattr(sample, "__getitem__")
        values = [sample[name] if is_mapping else getattr(sample, name) for name in self._names]
        results = self._augmentation(*values)
        for name, value in zip(self._names, results if len(values) > 1 else [results], strict=True):
            if is_mapping:
                moved[name] = value
            else:
                setattr(moved, name, value)
        return moved

    def __repr__(self) -> str:
        return f"{type(self._augmentation).__name__}.on{self._names}"
