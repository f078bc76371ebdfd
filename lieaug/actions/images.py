r"""Grey images moved through their pixel coordinates, $(\rho(g)I)(p) = I(g^{-1}p)$, with bilinear sampling.

Coordinates run from -1 to 1 over the image, x to the right and y downwards, as in `torch.nn.functional.grid_sample`;
beyond the edge the image is 0. So exp(tL) with L = [[0, -1], [1, 0]] turns clockwise as seen.
"""

import math
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from lieaug.actions.base import AbstractAction
from lieaug.errors import ActionError


class ImageAction(AbstractAction):
    """Images moved by linear (2 x 2) or affine (3 x 3, homogeneous) maps of the plane."""

    def __init__(self, kind: Literal["linear", "affine"]) -> None:
        self.kind = kind

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
    def search_space(self) -> Float[Tensor, "d n n"]:
        basis = torch.zeros(2 * self.n, self.n, self.n)
        for index in range(2 * self.n):
            basis[index, index // self.n, index % self.n] = 1.0
        return basis

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
        theta = torch.linalg.inv(g)[..., :2, :]
        if self.kind == "linear":
            theta = F.pad(theta, (0, 1))
        flat = theta.expand(*batch, 2, 3).reshape(-1, 2, 3)
        images = x.expand(*batch, height, width).reshape(-1, 1, height, width)
        grid = F.affine_grid(flat, list(images.shape), align_corners=False)
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
        y, x_axis = torch.meshgrid(_centres(height, x), _centres(width, x), indexing="ij")
        points = torch.stack([x_axis, y, torch.ones_like(y)][: self.n], dim=-1)  # (h, w, n)
        field = points @ generator.mT
        return -(field[..., 0] * slope_x + field[..., 1] * slope_y)


def _centres(pixels: int, like: Tensor) -> Float[Tensor, " pixels"]:
    """Coordinates of pixel centres along one axis."""
    return (2 * torch.arange(pixels, dtype=like.dtype, device=like.device) + 1) / pixels - 1
