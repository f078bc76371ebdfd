r"""Grey images moved through their pixel coordinates, $(\rho(g)I)(p) = I(g^{-1}p)$, with bilinear sampling.

Coordinates run from -1 to 1 over the image, x to the right and y downwards, as in `torch.nn.functional.grid_sample`;
beyond the edge the image is 0. So exp(tL) with L = [[0, -1], [1, 0]] turns clockwise as seen.

A homography moves points as g (x, y, 1), divided by the last coordinate, which is what a camera does to a plane. What
stands where $g^{-1}p$ has a last coordinate of zero or less comes from the horizon or from behind the camera, and is 0.
"""

import math
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from lieaug.actions.base import AbstractAction
from lieaug.errors import ActionError

ImageMaps = Literal["linear", "affine", "homography"]

NEAR_HORIZON = 0.02
"""Last coordinates up to this share of their coefficients' length count as zero: what stands there is as far away."""

SMALLEST_DISPLACEMENT = 1e-6
"""Mean square displacement of a direction, relative to the largest, below which it counts as this much."""

_OUTSIDE = 3.0  # a coordinate that no image reaches, not even by its last half pixel


class ImageAction(AbstractAction):
    """Images moved by linear (2 x 2), affine (3 x 3, homogeneous) or projective maps (3 x 3, traceless generators)."""

    def __init__(
        self, kind: ImageMaps, search_space: Float[Tensor, "d n n"] | None = None, radius: float = 1.0
    ) -> None:
        """The search space is `ordinary_space` unless given, with the radius of what is drawn; see `even`."""
        self.kind: ImageMaps = kind
        self._search_space, self.radius = search_space, radius

    @property
    def spec(self) -> str:
        return f"image.{self.kind}"

    @property
    def n(self) -> int:
        return 2 if self.kind == "linear" else 3

    @property
    def homogeneous(self) -> bool:
        return self.kind == "affine"

    @property
    def projective(self) -> bool:
        return self.kind == "homography"

    @property
    def search_space(self) -> Float[Tensor, "d n n"]:
        return self.ordinary_space if self._search_space is None else self._search_space

    @property
    def ordinary_space(self) -> Float[Tensor, "d n n"]:
        """A Frobenius-orthonormal basis, perspectives last."""
        if self.kind == "homography":
            return _traceless()
        basis = torch.zeros(2 * self.n, self.n, self.n)
        for index in range(2 * self.n):
            basis[index, index // self.n, index % self.n] = 1.0
        return basis

    def even(self, images: Float[Tensor, "rows h w"]) -> "ImageAction":
        """The same action with a search space in which directions of one length move what is drawn equally far.

        Matrix entries are no measure of that: within a digit, an entry of perspective moves pixels a sixth as far as
        one of translation does. So the basis is orthonormal in the mean square displacement over the images' mean
        brightness, in units in which a rotation about the centre keeps its length. What comes later gives way to what
        comes before: affine motions stay apart, and a perspective is what is left of it beside them.
        """
        ink = images.mean(dim=0).double()
        ink = ink / ink.sum() if float(ink.sum()) > 0 else torch.full_like(ink, 1 / ink.numel())
        space, points = self.ordinary_space.to(ink), _points(ink)
        turn = torch.zeros(1, self.n, self.n).to(ink)
        turn[0, 1, 0], turn[0, 0, 1] = math.sqrt(0.5), -math.sqrt(0.5)
        moved, turned = (self._velocities(matrices, points) * ink.sqrt()[..., None] for matrices in (space, turn))
        unit = turned.square().sum().clamp_min(1e-12)  # half the mean square distance from the centre
        gram = moved.flatten(1) @ moved.flatten(1).mT / unit
        # images with nothing on them but one pixel are moved by translations alone
        gram = gram + SMALLEST_DISPLACEMENT * gram.diagonal().max() * torch.eye(len(gram)).to(gram)
        basis = torch.einsum("kd,dij->kij", torch.linalg.inv(torch.linalg.cholesky(gram)), space)
        return ImageAction(self.kind, basis.float().cpu(), float((2 * unit).sqrt()))

    def in_drawn_units(self, matrices: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch n n"]:
        """The same motions in coordinates whose unit is the radius of what is drawn.

        There matrix entries of all sorts move what is drawn about equally far, which names count on.
        """
        units = torch.full((self.n,), self.radius, dtype=matrices.dtype, device=matrices.device)
        units[2:] = 1.0
        return matrices * units / units[:, None]

    def coordinates(self, matrices: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch d"]:
        return matrices.flatten(-2) @ torch.linalg.pinv(self.search_space.double().flatten(1)).to(matrices)

    def lengths(self, matrices: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        return self.coordinates(matrices).norm(dim=-1)

    @property
    def generator_norm(self) -> float:
        return math.sqrt(2)

    def check(self, event_shape: tuple[int, ...]) -> None:
        if len(event_shape) != 2 or min(event_shape) < 4:
            raise ActionError(
                f"expected grey images of shape (height, width), at least 4 x 4, for the action {self.spec!r}, "
                f"got shape {event_shape} per example; give x the shape (rows, height, width)"
            )

    def apply(self, g: Float[Tensor, "*#batch n n"], x: Float[Tensor, "*#batch h w"]) -> Float[Tensor, "*batch h w"]:
        batch = torch.broadcast_shapes(g.shape[:-2], x.shape[:-2])
        height, width = x.shape[-2:]
        images = x.expand(*batch, height, width).reshape(-1, 1, height, width)
        backwards = torch.linalg.inv(g).expand(*batch, self.n, self.n).reshape(-1, self.n, self.n)
        if self.kind == "homography":
            grid = _projected(backwards, x)
        else:
            theta = F.pad(backwards, (0, 1)) if self.kind == "linear" else backwards[:, :2]
            grid = F.affine_grid(theta, list(images.shape), align_corners=False)
        return F.grid_sample(images, grid, align_corners=False).reshape(*batch, height, width)

    def infinitesimal(
        self, generator: Float[Tensor, "n n"], x: Float[Tensor, "*batch h w"]
    ) -> Float[Tensor, "*batch h w"]:
        """Minus the image's slope along the vector field E p, by central differences."""
        height, width = x.shape[-2:]
        # one pixel is 2/width of the coordinate, so a difference over two pixels is over 4/width
        padded = F.pad(x, (1, 1, 1, 1))
        slope_x = (padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2]) * width / 4
        slope_y = (padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]) * height / 4
        field = self._velocities(generator[None], _points(x))[0]
        return -(field[..., 0] * slope_x + field[..., 1] * slope_y)

    def _velocities(
        self, generators: Float[Tensor, "d n n"], points: Float[Tensor, "h w 3"]
    ) -> Float[Tensor, "d h w 2"]:
        """How fast each generator moves each point."""
        points = points[..., : self.n]
        field = torch.einsum("dij,hwj->dhwi", generators, points)
        if self.kind == "homography":
            field = field - points * field[..., 2:]  # what dividing by the last coordinate does to a velocity
        return field[..., :2]


def _projected(backwards: Float[Tensor, "views 3 3"], x: Float[Tensor, "*batch h w"]) -> Float[Tensor, "views h w 2"]:
    """Where each pixel's grey comes from, by projective maps; far outside where that is at the horizon or beyond."""
    source = torch.einsum("vij,hwj->vhwi", backwards, _points(x))
    last = source[..., 2:]
    ahead = last > NEAR_HORIZON * backwards[:, None, None, 2:].norm(dim=-1)
    # divided by 1 where it is not asked for: a quotient that is masked afterwards would still have an infinite slope
    return torch.where(ahead, source[..., :2] / torch.where(ahead, last, 1.0), _OUTSIDE)


def _points(like: Float[Tensor, "*batch h w"]) -> Float[Tensor, "h w 3"]:
    """(x, y, 1) of all pixel centres."""
    height, width = like.shape[-2:]
    y, x = torch.meshgrid(_centres(height, like), _centres(width, like), indexing="ij")
    return torch.stack([x, y, torch.ones_like(y)], dim=-1)


def _centres(pixels: int, like: Tensor) -> Float[Tensor, " pixels"]:
    """Coordinates of pixel centres along one axis."""
    return (2 * torch.arange(pixels, dtype=like.dtype, device=like.device) + 1) / pixels - 1


def _traceless() -> Float[Tensor, "8 3 3"]:
    """An orthonormal basis of sl(3): stretch of x against y, scaling of both, the six entries beside the diagonal."""
    basis = torch.zeros(8, 3, 3)
    basis[0] = torch.diag(torch.tensor([1.0, -1.0, 0.0])) / math.sqrt(2)
    basis[1] = torch.diag(torch.tensor([1.0, 1.0, -2.0])) / math.sqrt(6)
    for index, (i, j) in enumerate((i, j) for i in range(3) for j in range(3) if i != j):
        basis[2 + index, i, j] = 1.0
    return basis
