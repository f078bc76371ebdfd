"""Random group elements of what was found, for one example or a batch, in PyTorch."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, overload

import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor, nn

from lieaug.actions import ImageAction, PointsAction, parse_actions
from lieaug.augmentation.exponentials import longest, spectral_table
from lieaug.augmentation.samples import SampleTransform
from lieaug.augmentation.series import Waves, short_series, squarings_for
from lieaug.errors import DataError
from lieaug.lie import exponential_map
from lieaug.schema.augmentation import AugmentationCard, AugmentationPlan


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
        inner = self.action.inner
        self._is_image = isinstance(inner, ImageAction)
        self._bare = inner.size if isinstance(inner, PointsAction) else None  # columns of points without a mask
        self._dims = 2 if self._is_image or self._bare else 1  # of one example
        self.register_buffer("basis", basis.float())
        self.register_buffer("ranges", ranges.float())
        self._derive()
        self.register_load_state_dict_post_hook(_derive_anew)

    def _derive(self) -> None:
        """What follows from basis and ranges, made once; no buffers, which are slow to look up."""
        like, generators, ranges = self.basis, *(values.double().cpu().numpy() for values in (self.basis, self.ranges))
        table = spectral_table(generators[0], 2 * float(ranges.max())) if len(generators) == 1 else None
        self._waves = None if table is None else Waves.of(table, like)
        self._squarings = None if table else squarings_for(longest(generators, ranges))
        self._flat, self._size = like.flatten(1), like.shape[-1]
        self._ends = (ranges * [-1, 1]).tolist()
        self._lowest, self._widths = -self.ranges[:, 0], self.ranges.sum(dim=1)

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> "Augmentation":
        moved = super()._apply(fn, recurse)  # to another device or type of numbers
        self._derive()
        return moved

    def plan(self) -> AugmentationPlan:
        """Its numbers as arrays, with their card: what a file holds, and what a notebook shows."""
        return AugmentationPlan(self.basis.float().cpu().numpy(), self.ranges.float().cpu().numpy(), self.card)

    def _repr_html_(self) -> str:
        return import_module("lieaug.report.notebook").augmentation_card(self.plan())

    @overload
    def forward(self, x: Tensor, *, rng: torch.Generator | None = ...) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, y: Tensor, *, rng: torch.Generator | None = ...) -> tuple[Tensor, Tensor]: ...

    def forward(
        self, x: Tensor, y: Tensor | None = None, *, rng: torch.Generator | None = None
    ) -> Tensor | tuple[Tensor, Tensor]:
        """Moves an example or a batch, each example by its own random g.

        Args:
            x: (features,), (height, width) or (points, columns), or a batch of these; images also as a batch with
                channels. Columns of points are coordinates, mask and features, or coordinates alone.
            y: The target or targets, if they are to turn with x; class labels come back as they are.
            rng: Where randomness comes from; default: PyTorch's own.

        Raises:
            DataError: x has another shape.
        """
        batch = self._batch(x)
        g = self.draw(batch or 1, rng=rng)
        g = g if batch is not None else g[0]
        return self.move(g, x) if y is None else (self.move(g, x), self.move_target(g, y))

    def coefficients(self, batch: int, *, rng: torch.Generator | None = None) -> Float[Tensor, "{batch} k"]:
        """Draws t, uniform over each generator's range."""
        ends, like = self._ends, self._lowest
        device = rng.device if rng else like.device
        if len(ends) == 1:  # in one step, since drawing is most of the work where examples are small
            t = torch.empty(batch, 1, dtype=like.dtype, device=device).uniform_(*ends[0], generator=rng)
            return t if device == like.device else t.to(like)
        uniform = torch.rand(batch, len(ends), dtype=like.dtype, device=device, generator=rng)
        return torch.addcmul(self._lowest, uniform.to(like), self._widths)

    def draw(self, batch: int, *, rng: torch.Generator | None = None) -> Float[Tensor, "{batch} n n"]:
        """A random group element for each example."""
        t = self.coefficients(batch, rng=rng)
        if self._waves is not None:
            return self._waves.exponentials(t).view(batch, self._size, self._size)
        if self._squarings is None or t.dtype != torch.float32:
            return self.group_elements(t)
        return short_series((t @ self._flat).view(batch, self._size, self._size), self._squarings)

    def group_elements(self, t: Float[Tensor, "*batch k"]) -> Float[Tensor, "*batch n n"]:
        """exp(Σ t_a L_a) for given coefficients, within the ranges or beyond."""
        t, shape = t.to(self._flat), (*t.shape[:-1], self._size, self._size)
        if self._waves is not None:
            return self._waves.exponentials(t).view(shape)
        return exponential_map((t @ self._flat).view(shape))

    def move(self, g: Float[Tensor, "*batch n n"], x: Tensor) -> Tensor:
        """X moved by g, in x's own type of numbers."""
        numbers = x if x.dtype == g.dtype and x.device == g.device else x.to(g)
        if self._bare == x.shape[-1]:
            moved = self._move_bare(g, numbers)
        elif self._is_image and x.ndim == g.ndim + 1:  # channels move together
            moved = self.action.apply(g[..., None, :, :], numbers)
        else:
            moved = self.action.apply(g, numbers)
        return moved.to(x.dtype) if x.dtype.is_floating_point and x.dtype != moved.dtype else moved

    def _move_bare(self, g: Float[Tensor, "*batch n n"], points: Float[Tensor, "*batch points size"]) -> Tensor:
        """Coordinates alone, as graphs hold them; all of the points are real."""
        size = points.shape[-1]
        moved = points @ g[..., :size, :size].mT
        return moved + g[..., None, :size, size] if self.action.inner.homogeneous else moved

    def move_target(self, g: Float[Tensor, "*batch n n"], y: Any) -> Any:
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
        """The same for arrays: moved x, or moved x and y; `load_augmentation(path, "numpy")` does without torch."""
        rng = None if seed is None else torch.Generator().manual_seed(seed)
        arrays = [torch.as_tensor(value) for value in ((x,) if y is None else (x, y))]
        moved = self(*arrays, rng=rng)
        return moved.numpy() if y is None else tuple(value.numpy() for value in moved)

    def on(self, *names: str) -> SampleTransform:
        """The augmentation as a transform of samples, for `Dataset(transform=...)` and `Compose([...])` of any library.

        Args:
            *names: Where x is, and, if it turns too, y: `on("pos")`, `on("image", "label")`. Without names a sample
                is x, or x and y, and an image may be (channels, height, width).
        """
        return SampleTransform(self, names)

    def check_one(self, x: Tensor) -> None:
        """Raises a DataError unless x is one example; of images also (channels, height, width)."""
        if x.ndim != self._dims and not (self._is_image and x.ndim == self._dims + 1):
            raise self._wrong_shape(x)
        self._check_event(x)

    def _batch(self, x: Tensor) -> int | None:
        """How many examples x holds; None if it is one."""
        dims = x.ndim - self._dims
        if dims not in (0, 1) and not (self._is_image and dims == 2):
            raise self._wrong_shape(x)
        self._check_event(x)
        return len(x) if dims else None

    def _check_event(self, x: Tensor) -> None:
        if self._bare != x.shape[-1]:
            self.action.check(tuple(x.shape[-self._dims :]))

    def _wrong_shape(self, x: Tensor) -> DataError:
        return DataError(
            f"expected {self._dims} dimensions for one example of {self.card.action!r}, or {self._dims + 1} for a "
            f"batch, got shape {tuple(x.shape)}; give x its shape"
        )

    def extra_repr(self) -> str:
        motions = ", ".join(f"{m.name} [{-m.below:.3g}, {m.above:.3g}]" for m in self.card.motions)
        return f"{self.card.action}, {motions}"


def _derive_anew(augmentation: Augmentation, _: Any) -> None:
    """What follows from basis and ranges, after others were loaded; a function, so that workers can be sent it."""
    augmentation._derive()
