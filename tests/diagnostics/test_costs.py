"""The spectrum of images: what small motions cost against the labels."""

import math

import pytest
import torch

from lieaug.actions import ImageAction, parse_action
from lieaug.diagnostics import Spectrum, cost_spectrum
from lieaug.lie import principal_angles
from lieaug.model import AbstractPredictor
from lieaug.training import Loss, Problem

ROTATION = torch.tensor([[[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
KEEP_SIDES = torch.zeros(4, 3, 3)
KEEP_SIDES[range(4), [0, 1, 1, 1], [0, 0, 1, 2]] = 1.0


class Feature(AbstractPredictor):
    """Scores of two classes from one number of each image, for two seeds."""

    def __init__(self, feature, scale: float) -> None:
        super().__init__()
        self.feature, self.scale = feature, torch.nn.Parameter(torch.full((2, 1), scale))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scores = self.scale * self.feature(x)
        return torch.stack([scores, -scores], dim=-1)


def second_moment(x: torch.Tensor) -> torch.Tensor:
    """About the centre: left alone by turns."""
    axis = (torch.arange(x.shape[-1]) + 0.5) * 2 / x.shape[-1] - 1
    return (x * (axis[:, None] ** 2 + axis[None] ** 2)).sum((-1, -2)) / x.sum((-1, -2)) - 0.25


def place(x: torch.Tensor) -> torch.Tensor:
    """Left of the centre or right of it: a shift along x and a shear of x by y change the side, all else does not."""
    axis = (torch.arange(x.shape[-1]) + 0.5) * 2 / x.shape[-1] - 1
    return 5 * (x.sum(-2) * axis).sum(-1) / x.sum((-1, -2))


def blobs(rng: torch.Generator, rows: int = 60, size: int = 20) -> torch.Tensor:
    """Smooth spots of different places and widths, well inside the frame."""
    axis = (torch.arange(size) + 0.5) * 2 / size - 1
    places, width = 0.25 * torch.randn(rows, 2, 1, generator=rng), 0.15 + 0.15 * torch.rand(rows, 2, 1, generator=rng)
    profiles = (-(((axis - places) / width) ** 2)).exp()
    return profiles[:, 1, :, None] * profiles[:, 0, None, :]


def costs_of(feature, action: ImageAction, rng: torch.Generator) -> Spectrum:
    x = blobs(rng)
    y = (feature(x) < 0).long()
    invariant = parse_action("invariant")
    problem = Problem(x, y, x, y, Loss("classification"), action, invariant, 0.1, 1.0, math.log(2))
    return cost_spectrum(Feature(feature, 10.0), problem, x, y)


@pytest.mark.parametrize(("feature", "truth"), [(second_moment, ROTATION), (place, KEEP_SIDES)])
def test_the_small_end_is_what_leaves_the_classes_alone(feature, truth, rng):
    action = ImageAction("affine").even(blobs(rng))
    found = costs_of(feature, action, rng)
    k = len(truth)
    assert (found.residuals[:, k] > 2 * found.residuals[:, k - 1]).all()
    span = torch.einsum("kd,dij->kij", found.coordinates[0, :k], action.search_space)
    assert float(principal_angles(span, truth).max()) < 0.2
    assert torch.equal(found.residuals[0], found.residuals[1])  # both seeds have the same predictor


def test_costs_do_not_depend_on_how_sure_a_right_prediction_is(rng):
    """A cross entropy would: of two predictors that are right everywhere, moved or not, both cost nothing."""
    action, x = ImageAction("affine").even(blobs(rng)), blobs(rng)
    invariant, y = parse_action("invariant"), torch.zeros(len(x), dtype=torch.int64)
    problem = Problem(x, y, x, y, Loss("classification"), action, invariant, 0.1, 1.0, math.log(2))
    found = cost_spectrum(Feature(lambda x: 1 + x.sum((-1, -2)), 5.0), problem, x, y)
    assert float(found.gram.abs().max()) < 1e-3


def test_regression_counts_the_moved_target(rng):
    """A predictor that is right wherever an image is moved to has no cost, though its target moves."""
    action, x = ImageAction("linear").even(blobs(rng)), blobs(rng)
    axis = (torch.arange(x.shape[-1]) + 0.5) * 2 / x.shape[-1] - 1

    class Centre(AbstractPredictor):
        def __init__(self) -> None:
            super().__init__()
            self.unused = torch.nn.Parameter(torch.zeros(1, 1))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return (
                torch.stack([(x.sum(-2) * axis).sum(-1), (x.sum(-1) * axis).sum(-1)], -1) / x.sum((-1, -2))[..., None]
            )

    model = Centre()
    y = model(x)
    for output, largest in ((parse_action("vec2"), 1e-4), (parse_action("invariant"), None)):
        problem = Problem(x, y, x, y, Loss("regression"), action, output, 0.1, 1.0)
        gram = cost_spectrum(model, problem, x, y).gram
        assert float(gram.abs().max()) < largest if largest else float(gram.abs().max()) > 1e-3
